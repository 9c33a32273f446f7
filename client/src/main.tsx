import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './app/styles.ts'
import { Providers } from './app/providers.tsx'
import { guardEnter } from './lib/guard-enter.ts'
import { guardEscape } from './lib/guard-escape.ts'
import { guardSubmit } from './lib/guard-submit.ts'
import { keepFocus } from './lib/keep-focus.ts'
import { watchStyles } from './lib/retry-styles.ts'
import { provideStyleNonce } from './lib/style-nonce.ts'
import { submitByKey } from './lib/submit-by-key.ts'

const container = document.getElementById('root')
if (!container) throw new Error('index.html has no #root')
provideStyleNonce()
watchStyles()
guardEnter()
guardEscape()
guardSubmit()
keepFocus()
submitByKey()
createRoot(container).render(
  <StrictMode>
    <Providers />
  </StrictMode>,
)
