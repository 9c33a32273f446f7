import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './app/styles.ts'
import { Providers } from './app/providers.tsx'
import { provideStyleNonce } from './lib/style-nonce.ts'

const container = document.getElementById('root')
if (!container) throw new Error('index.html has no #root')
provideStyleNonce()
createRoot(container).render(
  <StrictMode>
    <Providers />
  </StrictMode>,
)
