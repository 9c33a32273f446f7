import type { ReporterDto } from '#shared/support-ticket.ts'
import { Text } from '@mantine/core'
import { UntrustedText } from '../../ui/untrusted-text.tsx'

/** Who raised the ticket, in one line. */
export function Reporter({ reporter }: { reporter: ReporterDto }) {
  if (reporter.kind === 'user') return <UntrustedText text={reporter.name} />
  if (reporter.kind === 'email') return <UntrustedText text={reporter.email} />
  return (
    <Text span inherit c="dimmed">
      No contact
    </Text>
  )
}
