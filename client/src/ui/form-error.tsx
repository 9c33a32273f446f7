import { Code, Text } from '@mantine/core'
import type { Explanation } from '../lib/explain-problem.ts'
import { Notice } from './notice.tsx'

/** An error that does not belong to a single field of a form. */
export function FormError({ explanation }: { explanation: Explanation | undefined }) {
  if (!explanation) return null
  const { message, requestId, isOver } = explanation
  return (
    <Notice failed={!isOver} role="alert">
      <Text inherit c={isOver ? undefined : 'var(--desk-failed)'}>
        {message}
      </Text>
      {requestId && <RequestId id={requestId} />}
    </Notice>
  )
}

/** What a person gives to whoever reads the log. */
export function RequestId({ id }: { id: string }) {
  return (
    <Text size="xs" c="dimmed">
      Request id <Code>{id}</Code>
    </Text>
  )
}
