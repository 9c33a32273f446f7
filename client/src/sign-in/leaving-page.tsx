import type { SignInStepDto } from '#shared/sign-in.ts'
import { Returning } from '../ui/returning.tsx'
import { StepCard } from './step-card.tsx'

/** The page after the decision. */
export function LeavingPage({ step, isCancelled }: { step: SignInStepDto; isCancelled: boolean }) {
  const { server, client, redirect } = step
  return (
    <StepCard
      serverName={server.name}
      title={isCancelled ? 'Cancelled' : 'You are connected'}
      description={isCancelled && 'Nothing was shared.'}
    >
      <Returning client={client} redirect={redirect} isCancelled={isCancelled} />
    </StepCard>
  )
}
