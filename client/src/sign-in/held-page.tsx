import type { SignInStepDto } from '#shared/sign-in.ts'
import { ONE_MORE_CLICK, OpenApp } from '../ui/returning.tsx'
import { StepCard } from './step-card.tsx'

/** Asks for one more click. The answer took so long that the browser does not open an app without it. */
export function HeldPage({ step, onOpen }: { step: SignInStepDto; onOpen: () => void }) {
  return (
    <StepCard serverName={step.server.name} {...ONE_MORE_CLICK}>
      <OpenApp client={step.client} onOpen={onOpen} />
    </StepCard>
  )
}
