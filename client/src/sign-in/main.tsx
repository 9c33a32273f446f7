import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './styles.ts'
import { guardEnter } from '../lib/guard-enter.ts'
import { Themed } from '../ui/themed.tsx'
import { readPage } from './page-data.ts'
import { SignIn } from './sign-in.tsx'

const container = document.getElementById('root')
if (!container) throw new Error('sign-in.html has no #root')
const page = readPage(document.getElementById('page')?.textContent)
// A page from the back/forward cache may show a step that is already done.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload())
guardEnter()
createRoot(container).render(
  <StrictMode>
    <Themed>
      <SignIn page={page} />
    </Themed>
  </StrictMode>,
)
