import { Button, Group, Stack, Text } from '@mantine/core'
import { CallButton } from './call-button.tsx'
import { Notice } from './notice.tsx'

export interface MissingProps {
  /** How often the code did not arrive. */
  failures: number
  isRetrying: boolean
  onRetry: () => void
}

/** Says in the place of a part that its code did not arrive. */
export function MissingPart(missing: MissingProps) {
  return (
    <Notice failed role="alert" title="This could not be loaded">
      <Stack gap="xs" align="flex-start">
        <Text inherit c="var(--desk-soft)">
          {explainMissing(missing)}
        </Text>
        <Group gap="xs">
          <RetryButtons {...missing} />
        </Group>
      </Stack>
    </Notice>
  )
}

/** Says why code is missing. Where it is missing again, it may be that of a release that was replaced. */
export function explainMissing({ failures }: MissingProps): string {
  return failures > 1
    ? 'Its code did not arrive this time either. If a new release is out, reload the page: what you wrote is kept.'
    : 'Its code did not arrive. The connection may be lost, or a new release may be out.'
}

/** What can be done about missing code: a reload only where trying again did not help, because it costs more. */
export function RetryButtons({ failures, isRetrying, onRetry }: MissingProps) {
  return (
    <>
      {failures > 1 && (
        <Button variant="default" onClick={() => location.reload()}>
          Reload
        </Button>
      )}
      <CallButton data-autofocus loading={isRetrying} onClick={onRetry}>
        Try again
      </CallButton>
    </>
  )
}
