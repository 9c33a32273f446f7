import type { TicketDto } from '#shared/support-ticket.ts'
import { Group, Spoiler, Stack, Text } from '@mantine/core'
import { CatchBoundary, type ErrorComponentProps } from '@tanstack/react-router'
import { revealInvisible } from '../../lib/untrusted-text.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { CopyIcon } from '../../ui/copy-button.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { ExactTime } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { CallTrail } from './call-trail.tsx'
import { ChangeStatus } from './change-status.tsx'
import { CopyTicket } from './copy-ticket.tsx'
import { type Correction, CorrectTicket } from './correct-ticket.tsx'
import { DeleteTicket } from './delete-ticket.tsx'
import { Environment } from './environment.tsx'
import { FailingCall } from './failing-call.tsx'
import { ReporterFacts } from './reporter-facts.tsx'
import { resolutionLabel } from './resolution-label.ts'
import { TicketHistory } from './ticket-history.tsx'
import classes from './ticket-view.module.css'

interface TicketViewProps {
  org: string
  ticket: TicketDto
  correction: Correction
}

export function TicketView({ org, ticket, correction }: TicketViewProps) {
  // A call is more important than the description, which then stands beside it.
  const hasCall = ticket.context?.incident !== undefined
  return (
    <Page
      title={<UntrustedText text={ticket.title} />}
      documentTitle={`${ticket.reference} ${revealInvisible(ticket.title)}`}
      above={
        <BackLink to="/o/$org/tickets" params={{ org }}>
          Tickets
        </BackLink>
      }
      description={<Summary org={org} ticket={ticket} />}
      actions={
        <>
          <CopyTicket ticket={ticket} />
          <CorrectTicket org={org} ticket={ticket} correction={correction} />
          <DeleteTicket org={org} ticket={ticket} />
          <ChangeStatus org={org} ticket={ticket} />
        </>
      }
    >
      <div className={classes.columns}>
        <Stack gap="md" miw={0}>
          {!hasCall && <Description text={ticket.description} />}
          <CatchBoundary getResetKey={() => ticket.version} errorComponent={BrokenCapture}>
            <FailingCall ticket={ticket} />
          </CatchBoundary>
        </Stack>
        <Stack gap="md" miw={0}>
          {hasCall && <Description text={ticket.description} />}
          <Panel title="Reporter">
            <ReporterFacts org={org} ticket={ticket} />
          </Panel>
          <Panel title="History">
            <TicketHistory events={ticket.events} />
          </Panel>
          {ticket.context?.trail && ticket.context.trail.length > 0 && (
            <CallTrail trail={ticket.context.trail} before={hasCall ? 'failing call' : 'ticket'} />
          )}
          {ticket.context && <Environment context={ticket.context} traceUrl={ticket.traceUrl} />}
        </Stack>
      </div>
    </Page>
  )
}

function Description({ text }: { text: string }) {
  return (
    <Panel title="What was reported">
      <Spoiler maxHeight={220} showLabel="Show all of it" hideLabel="Show less">
        <Text component="div" size="sm" className={classes.description}>
          <UntrustedText text={text} />
        </Text>
      </Spoiler>
    </Panel>
  )
}

function Summary({ org, ticket }: { org: string; ticket: TicketDto }) {
  return (
    <Group gap="sm">
      <StatusBadge status={ticket.status} />
      {ticket.resolution && <span>{resolutionLabel(ticket.resolution)}</span>}
      <Group gap={2} wrap="nowrap">
        <Text span ff="monospace" size="sm">
          {ticket.reference}
        </Text>
        <CopyIcon what="reference" text={ticket.reference} />
      </Group>
      <span>
        <UntrustedText text={ticket.category} />
      </span>
      <LinkAnchor
        to="/o/$org/servers/$slug"
        params={{ org, slug: ticket.server.slug }}
        inherit
        underline="always"
      >
        {ticket.server.name}
      </LinkAnchor>
      <span>
        Created <ExactTime iso={ticket.createdAt} />
      </span>
    </Group>
  )
}

/** Shown if the captured call cannot be displayed. The rest of the ticket stays. */
function BrokenCapture({ error }: ErrorComponentProps) {
  return <ErrorMessage title="The captured call could not be shown" error={error} />
}
