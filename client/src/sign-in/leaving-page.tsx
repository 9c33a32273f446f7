import type { SignInStepDto } from '#shared/sign-in.ts'
import { Group, Loader, Text } from '@mantine/core'
import { ClientName } from './client-name.tsx'
import classes from './sign-in.module.css'
import { StepCard } from './step-card.tsx'

/** The page after the decision. A web page then replaces it. An app opens in another window, so this page stays. */
export function LeavingPage({ step, isCancelled }: { step: SignInStepDto; isCancelled: boolean }) {
  const { server, client, redirect } = step
  const title = isCancelled ? 'Cancelled' : 'You are connected'
  const outcome = isCancelled && 'Nothing was shared.'
  if (redirect.kind === 'web') {
    return (
      <StepCard serverName={server.name} title={title} description={outcome}>
        <Group gap="sm" wrap="nowrap" aria-live="polite">
          <Loader size="xs" aria-hidden />
          <Text size="sm" className={classes.text}>
            Taking you to <strong>{redirect.target}</strong> …
          </Text>
        </Group>
      </StepCard>
    )
  }
  return (
    <StepCard serverName={server.name} title={title} description={outcome}>
      <Text size="sm" className={classes.text}>
        You can go back to{' '}
        <strong>
          <ClientName client={client} />
        </strong>
        ; this window can be closed.
      </Text>
      {!isCancelled && (
        <Text size="sm" c="dimmed">
          If nothing happened there, connect again from the app.
        </Text>
      )}
    </StepCard>
  )
}
