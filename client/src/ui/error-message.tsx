import { IconRefresh } from '@tabler/icons-react'
import { useEffect, useEffectEvent } from 'react'
import { explainError, hasCode, isOutage } from '../lib/problem.ts'
import { untilBack } from '../lib/until-back.ts'
import { LinkButton } from './link.tsx'
import { Button, Group, Loader, Stack, Text } from '@mantine/core'
import { RequestId } from './form-error.tsx'
import { Notice } from './notice.tsx'

interface ErrorMessageProps {
  title: string
  error: unknown
  onRetry?: () => void
}

/**
 * Explains a failed call: what happened, the request id if the log has more, and a button to try again. Where the address of the page
 * asks for what cannot be, the same would fail again, and a link goes to the page without it. After an outage it tries again by itself.
 */
export function ErrorMessage({ title, error, onRetry }: ErrorMessageProps) {
  const { message, requestId } = explainError(error)
  const isRefused = hasCode(error, 'validation-failed')
  const retry = useEffectEvent(() => onRetry?.())
  const isWaiting = onRetry !== undefined && isOutage(error)
  // Each failure is waited for, also where the next one takes the place of the last.
  useEffect(() => (isWaiting && error ? untilBack(() => retry()) : undefined), [isWaiting, error])
  return (
    <Notice failed role="alert" title={title}>
      <Stack gap="xs" align="flex-start">
        <Text inherit c="var(--desk-soft)">
          {isRefused ? 'The address of this page has a filter or a place that cannot be used.' : message}
        </Text>
        {isWaiting && (
          <Group gap={8} wrap="nowrap">
            <Loader size={14} color="var(--desk-soft)" aria-hidden />
            <Text inherit>Trying again by itself …</Text>
          </Group>
        )}
        {requestId && <RequestId id={requestId} />}
        {onRetry && isRefused && (
          <LinkButton to="." search={{}} variant="default">
            Show the page without it
          </LinkButton>
        )}
        {onRetry && !isRefused && (
          <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Notice>
  )
}
