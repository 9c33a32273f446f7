import type { TicketDto } from '#shared/support-ticket.ts'
import { Group, Text } from '@mantine/core'
import { wholeMarker } from '../../lib/untrusted-text.ts'
import { useCan } from '../../lib/use-can.ts'
import { ClientName } from '../../ui/client-name.tsx'
import { CopyIcon } from '../../ui/copy-button.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import { ExactTime } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { AsidePart } from './aside-part.tsx'
import { ReporterTickets } from './reporter-tickets.tsx'

const SOURCES = {
  sdk: 'Raised from inside an MCP conversation',
  dashboard: 'Opened by hand in the dashboard',
  test: 'Sent from the page of the MCP server, as a test',
} as const

/** Who raised the ticket, whether their identity is verified, and what else they raised. */
export function ReporterFacts({ org, ticket }: { org: string; ticket: TicketDto }) {
  const { reporter, origin, session, server } = ticket
  const canReadUsers = useCan(org, 'read end-users')
  // A withheld address is nobody's: nothing is found by it.
  const isWithheld = reporter.kind === 'email' && wholeMarker(reporter.email) !== undefined
  const canErase = useCan(org, 'erase people') && !isWithheld
  const source = SOURCES[origin]
  if (reporter.kind === 'none') {
    return (
      <AsidePart title="Reporter">
        <Text size="sm" fw={600}>
          {ticket.erasedAt ? 'Erased' : 'No contact'}
        </Text>
        <Text size="xs" c="dimmed">
          {explainNobody(ticket)}
        </Text>
        <Facts>
          <Fact name="Source">{source}</Fact>
        </Facts>
      </AsidePart>
    )
  }
  return (
    <AsidePart title="Reporter">
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
      {reporter.kind === 'email' && canErase && (
        <LinkAnchor
          to="/o/$org/organization/privacy"
          params={{ org }}
          search={{ email: reporter.email }}
          size="sm"
          underline="always"
        >
          Erase this address…
        </LinkAnchor>
      )}
      {!isWithheld && (
        <ReporterTickets
          org={org}
          reporter={reporter.kind === 'user' ? { user: reporter.id } : { email: reporter.email }}
          except={ticket.reference}
        />
      )}
    </AsidePart>
  )
}

function explainNobody({ erasedAt, origin }: TicketDto): string {
  if (erasedAt)
    return 'Who reported this was erased. The receipt, where one was given, still opens the status.'
  if (origin !== 'sdk') return 'No e-mail address was entered.'
  return 'The user was not signed in and gave no e-mail address. The user can still ask for the status of the ticket.'
}
