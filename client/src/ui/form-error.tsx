import { Alert, Code, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Explanation } from '../lib/explain-problem.ts'

/** An error that does not belong to a single field of a form. */
export function FormError({ explanation }: { explanation: Explanation | undefined }) {
  if (!explanation) return null
  return (
    <Alert color="red" variant="light" role="alert" icon={<IconAlertTriangle />}>
      <Text size="sm">{explanation.message}</Text>
      {explanation.requestId && (
        <Text size="xs" mt={4}>
          Request id <Code>{explanation.requestId}</Code>
        </Text>
      )}
    </Alert>
  )
}
