import { IconRefresh } from '@tabler/icons-react'
import { explainError, hasCode } from '../lib/problem.ts'
import { LinkButton } from './link.tsx'
import { Button, Stack, Text } from '@mantine/core'
import { RequestId } from './form-error.tsx'
import { Notice } from './notice.tsx'

interface ErrorMessageProps {
  title: string
  error: unknown
  onRetry?: () => void
}

/**
 * Explains a failed call: what happened, the request id if the log has more, and a button to try again. Where the address of the page
 * asks for what cannot be, the same would fail again, and a link goes to the page without it.
 */
export function ErrorMessage({ title, error, onRetry }: ErrorMessageProps) {
  const { message, requestId } = explainError(error)
  const isRefused = hasCode(error, 'validation-failed')
  return (
    <Notice failed role="alert" title={title}>
      <Stack gap="xs" align="flex-start">
        <Text inherit c="var(--desk-soft)">
          {isRefused ? 'The address of this page has a filter or a place that cannot be used.' : message}
        </Text>
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
