import type { TicketDto } from '#shared/support-ticket.ts'
import { Group, Text } from '@mantine/core'
import { CopyIcon } from '../../ui/copy-button.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'

/** Who raised the ticket, and how far to believe it. */
export function ReporterFacts({ ticket: { reporter, origin } }: { ticket: TicketDto }) {
  const source =
    origin === 'dashboard' ? 'Opened by hand in the dashboard' : 'Raised from inside an MCP conversation'
  if (reporter.kind === 'none') {
    return (
      <>
        <Text size="sm" fw={600}>
          No contact
        </Text>
        <Text size="sm" c="dimmed">
          {origin === 'dashboard'
            ? 'No e-mail address was entered.'
            : 'The user was not signed in and gave no e-mail address. They can still ask for the status of the ticket.'}
        </Text>
        <Facts>
          <Fact name="Source">{source}</Fact>
        </Facts>
      </>
    )
  }
  return (
    <Facts>
      {reporter.kind === 'user' && (
        <Fact name="Signed in as">
          <UntrustedText text={reporter.name} />
        </Fact>
      )}
      <Fact name="E-mail">
        {reporter.email && (
          <Group gap={4} wrap="nowrap">
            <UntrustedText text={reporter.email} />
            <CopyIcon what="e-mail address" text={reporter.email} />
          </Group>
        )}
      </Fact>
      {reporter.kind === 'email' && <Fact name="Checked">No: the address was typed in, not verified</Fact>}
      <Fact name="Source">{source}</Fact>
    </Facts>
  )
}
