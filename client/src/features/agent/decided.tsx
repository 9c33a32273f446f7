import { Stack, Text } from '@mantine/core'
import { LinkButton } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { ONE_MORE_CLICK, OpenApp, Returning } from '../../ui/returning.tsx'
import type { Outcome } from './use-decision.ts'

/** The page after the decision. */
export function Decided({ outcome, onOpen }: { outcome: Outcome; onOpen: () => void }) {
  const { request, action, isHeld } = outcome
  const { client, redirect } = request
  // Each is a view of its own, with a heading that takes the focus.
  if (isHeld) {
    return (
      <Page key="held" {...ONE_MORE_CLICK}>
        <OpenApp client={client} onOpen={onOpen} />
      </Page>
    )
  }
  const isCancelled = action === 'decline'
  return (
    <Page
      key="left"
      title={isCancelled ? 'Cancelled' : 'The agent is connected'}
      description={isCancelled && 'Nothing was shared.'}
    >
      <Stack gap="md">
        <Returning client={client} redirect={redirect} isCancelled={isCancelled} />
      </Stack>
    </Page>
  )
}

/** A request that was answered, is too old, or began in another browser. */
export function ExpiredRequest() {
  return (
    <Page title="This request has expired">
      <Stack gap="md" align="flex-start">
        <Text size="sm">It is finished, has expired or was started in another browser.</Text>
        <Text size="sm" fw={550}>
          Go back to your agent and connect again. If that leads here again, allow cookies for this address in
          your browser.
        </Text>
        <LinkButton to="/" variant="default">
          Go to the dashboard
        </LinkButton>
      </Stack>
    </Page>
  )
}
