import { Code, Text } from '@mantine/core'
import type { Explanation } from '../lib/explain-problem.ts'
import { Notice } from './notice.tsx'

/** An error that does not belong to a single field of a form. */
export function FormError({ explanation }: { explanation: Explanation | undefined }) {
  if (!explanation) return null
  return (
    <Notice failed role="alert">
      <Text inherit c="var(--desk-failed)">
        {explanation.message}
      </Text>
      {explanation.requestId && <RequestId id={explanation.requestId} />}
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
