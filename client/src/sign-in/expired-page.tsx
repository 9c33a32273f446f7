import { Stack, Text } from '@mantine/core'
import { StepCard } from './step-card.tsx'

/** A sign-in that ended while its page was open. */
export function ExpiredPage({ serverName }: { serverName: string }) {
  return (
    <StepCard serverName={serverName} title="This sign-in has expired">
      <Stack gap="md">
        <Text size="sm">It is finished, has expired or was started in another browser.</Text>
        <Text size="sm" fw={550}>
          Go back to your app and connect again. If that leads here again, allow cookies for this address in
          your browser.
        </Text>
      </Stack>
    </StepCard>
  )
}
