import type { TicketDto } from '#shared/support-ticket.ts'
import { Group, Text } from '@mantine/core'
import { useCan } from '../../lib/use-can.ts'
import { ClientName } from '../../ui/client-name.tsx'
import { CopyIcon } from '../../ui/copy-button.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import { ExactTime } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'

/** Who raised the ticket, and whether their identity is verified. */
export function ReporterFacts({ org, ticket }: { org: string; ticket: TicketDto }) {
  const { reporter, origin, session, server } = ticket
  const canReadUsers = useCan(org, 'read end-users')
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
            : 'The user was not signed in and gave no e-mail address. The user can still ask for the status of the ticket.'}
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
          {canReadUsers ? (
            <LinkAnchor
              to="/o/$org/servers/$slug/users/$userId"
              params={{ org, slug: server.slug, userId: reporter.id }}
              inherit
              underline="always"
            >
              <UntrustedText text={reporter.name} />
            </LinkAnchor>
          ) : (
            <UntrustedText text={reporter.name} />
          )}
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
      {session && (
        <Fact name="Client">
          via <ClientName {...session} />, signed in <ExactTime iso={session.signedInAt} />
        </Fact>
      )}
      {reporter.kind === 'email' && (
        <Fact name="Checked">No: somebody entered this address, nobody verified it</Fact>
      )}
      <Fact name="Source">{source}</Fact>
    </Facts>
  )
}
