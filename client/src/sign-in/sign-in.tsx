import type { Problem } from '#shared/error-codes.ts'
import type { SignInPageDto, SignInStepDto } from '#shared/sign-in.ts'
import { useEffect, useState } from 'react'
import { needsClick } from '../ui/needs-click.ts'
import { type Action, readStep } from './api.ts'
import { ConsentStep } from './consent-step.tsx'
import { ExpiredPage } from './expired-page.tsx'
import { HeldPage } from './held-page.tsx'
import { LeavingPage } from './leaving-page.tsx'
import { Loading } from './loading.tsx'
import { apiPathOf } from './page-data.ts'
import { SignInStep } from './sign-in-step.tsx'
import { UnreachablePage } from './unreachable-page.tsx'
import { useActions } from './use-actions.ts'

/** Actions after which the browser goes to the app that asked. */
const FINAL: ReadonlySet<Action> = new Set(['consent', 'cancel'])

/** The page: the current step of the sign-in. Where there is none, the server sends another page. */
export function SignIn({ page }: { page: Partial<SignInPageDto> }) {
  const { serverName = '' } = page
  const api = apiPathOf(location.pathname)
  if (!api) return <ExpiredPage serverName={serverName} />
  return <CurrentSignIn api={api} serverName={serverName} />
}

type View =
  | { kind: 'loading' }
  | { kind: 'unreachable'; problem: Problem | undefined }
  | { kind: 'expired' }
  | { kind: 'step'; step: SignInStepDto }
  | { kind: 'held'; step: SignInStepDto; action: Action; redirectTo: string }
  | { kind: 'leaving'; step: SignInStepDto; action: Action }

function CurrentSignIn({ api, serverName }: { api: string; serverName: string }) {
  const [view, setView] = useState<View>({ kind: 'loading' })
  useEffect(() => void readView(api).then(setView), [api])
  const retry = async () => {
    setView({ kind: 'loading' })
    setView(await readView(api))
  }
  const step = view.kind === 'step' ? view.step : undefined
  const leave = (step: SignInStepDto, action: Action, redirectTo: string) => {
    location.assign(redirectTo)
    setView({ kind: 'leaving', step, action })
  }
  const goOn = (action: Action, redirectTo: string, tookMs: number) => {
    if (!step || !FINAL.has(action)) return location.assign(redirectTo)
    if (needsClick(step.redirect, tookMs)) setView({ kind: 'held', step, action, redirectTo })
    else leave(step, action, redirectTo)
  }
  const actions = useActions(api, goOn, () => setView({ kind: 'expired' }))

  switch (view.kind) {
    case 'loading':
      return <Loading serverName={serverName} />
    case 'unreachable':
      return <UnreachablePage serverName={serverName} problem={view.problem} onRetry={() => void retry()} />
    case 'expired':
      return <ExpiredPage serverName={serverName} />
    case 'held':
      return <HeldPage step={view.step} onOpen={() => leave(view.step, view.action, view.redirectTo)} />
    case 'leaving':
      return <LeavingPage step={view.step} isCancelled={view.action === 'cancel'} />
    case 'step':
      return view.step.step === 'consent' ? (
        <ConsentStep step={view.step} actions={actions} />
      ) : (
        <SignInStep step={view.step} actions={actions} />
      )
  }
}

async function readView(api: string): Promise<View> {
  const answer = await readStep(api)
  if (answer.ok) return { kind: 'step', step: answer.value }
  if (answer.problem?.code === 'sign-in-expired') return { kind: 'expired' }
  return { kind: 'unreachable', problem: answer.problem }
}
