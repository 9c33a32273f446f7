import type { SignInStepDto } from '#shared/sign-in.ts'
import { Button } from '@mantine/core'
import { ClientName } from './client-name.tsx'
import { StepCard } from './step-card.tsx'

/** Asks for one more click. The answer took so long that the browser does not open an app without it. */
export function HeldPage({ step, onOpen }: { step: SignInStepDto; onOpen: () => void }) {
  return (
    <StepCard
      serverName={step.server.name}
      title="One more click"
      description="Your browser opens apps only right after a click."
    >
      <Button onClick={onOpen} fullWidth>
        <span>
          Go back to <ClientName client={step.client} />
        </span>
      </Button>
    </StepCard>
  )
}
