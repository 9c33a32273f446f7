import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react'
import { explainError } from '../lib/problem.ts'

interface ErrorMessageProps {
  title: string
  error: unknown
  onRetry?: () => void
}

/** Explains a failed call: what happened, the request id if the log has more, and a button to try again. */
export function ErrorMessage({ title, error, onRetry }: ErrorMessageProps) {
  const { message, requestId } = explainError(error)
  return (
    <Alert color="red" variant="light" title={title} icon={<IconAlertTriangle />} maw={640}>
      <Stack gap="sm">
        <Text size="sm">{message}</Text>
        {requestId && (
          <Text size="xs" c="dimmed">
            Request id <Code>{requestId}</Code>
          </Text>
        )}
        {onRetry && (
          <Group>
            <Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={onRetry}>
              Try again
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  )
}
