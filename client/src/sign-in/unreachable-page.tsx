import type { Problem } from '#shared/error-codes.ts'
import { Button, Stack } from '@mantine/core'
import { FormError } from '../ui/form-error.tsx'
import { explainRefusal } from './explain-refusal.ts'
import { StepCard } from './step-card.tsx'

interface UnreachablePageProps {
  serverName: string
  problem: Problem | undefined
  onRetry: () => void
}

/** Shown when the step could not be read. The sign-in itself may still be valid, so the page offers to try again. */
export function UnreachablePage({ serverName, problem, onRetry }: UnreachablePageProps) {
  return (
    <StepCard serverName={serverName} title="Sign-in could not be opened">
      <Stack>
        <FormError explanation={explainRefusal(problem)} />
        <Button onClick={onRetry}>Try again</Button>
      </Stack>
    </StepCard>
  )
}
