import type { TicketDto } from '#shared/support-ticket.ts'
import { Group } from '@mantine/core'
import { CatchBoundary, type ErrorComponentProps, useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useShortcuts } from '../../lib/shortcuts.ts'
import { revealInvisible } from '../../lib/untrusted-text.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'
import { Page } from '../../ui/page.tsx'
import { ShortcutSheet } from '../../ui/shortcut-sheet.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { AlsoCaptured } from './also-captured.tsx'
import { CallTrail } from './call-trail.tsx'
import { CopyTicket } from './copy-ticket.tsx'
import { type Correction, CorrectTicket } from './correct-ticket.tsx'
import { DeleteTicket } from './delete-ticket.tsx'
import { FailingCall } from './failing-call.tsx'
import { Neighbours, useListPlace } from './neighbours.tsx'
import { rememberTicket } from './remembered-ticket.ts'
import { ReportedWords } from './reported-words.tsx'
import { ReporterFacts } from './reporter-facts.tsx'
import { Seen } from './seen.tsx'
import { StatusActions } from './status-actions.tsx'
import barClasses from './ticket-bar.module.css'
import type { TicketListSearch } from './ticket-list-search.ts'
import { TicketSummary } from './ticket-summary.tsx'
import classes from './ticket-view.module.css'
import { Timeline } from './timeline.tsx'
import { WithholdField } from './withhold-field.tsx'

interface TicketViewProps {
  org: string
  ticket: TicketDto
  correction: Correction
  /** The filters of the list that the person came from. */
  search: TicketListSearch
}

export function TicketView({ org, ticket, correction, search }: TicketViewProps) {
  const place = useListPlace(org, ticket.reference, search)
  const navigate = useNavigate()
  const { next } = place
  const onNext = next
    ? () => void navigate({ to: '/o/$org/tickets/$reference', params: { org, reference: next }, search })
    : undefined
  useShortcuts({ u: () => void navigate({ to: '/o/$org/tickets', params: { org }, search }) })
  useEffect(() => rememberTicket(ticket.reference), [ticket.reference])
  const { context } = ticket
  return (
    <Page
      title={ticket.erasedAt ? 'Erased' : <UntrustedText text={ticket.title} />}
      documentTitle={`${ticket.reference} ${ticket.erasedAt ? 'Erased' : revealInvisible(ticket.title)}`}
      above={
        <BackLink to="/o/$org/tickets" params={{ org }} search={search} aria-keyshortcuts="U">
          Tickets <KeyHint keys="U" />
        </BackLink>
      }
      bar={
        <>
          <Neighbours org={org} search={search} place={place} />
          <ShortcutSheet />
          <div className={barClasses.actions}>
            <CopyTicket ticket={ticket} />
            <StatusActions org={org} ticket={ticket} onNext={onNext} />
          </div>
        </>
      }
      description={<TicketSummary org={org} ticket={ticket} />}
    >
      <div className={classes.columns}>
        <div className={classes.main}>
          <ReportedWords ticket={ticket} />
          {context?.trail && context.trail.length > 0 && (
            <div className={classes.trail}>
              <CallTrail trail={context.trail} before={context.incident ? 'failing call' : 'ticket'} />
            </div>
          )}
          <CatchBoundary getResetKey={() => ticket.version} errorComponent={BrokenCapture}>
            <FailingCall ticket={ticket} />
          </CatchBoundary>
          <div className={classes.timeline}>
            <Timeline org={org} ticket={ticket} />
          </div>
        </div>
        <div className={classes.aside}>
          {ticket.fingerprint && (
            <Seen org={org} reference={ticket.reference} fingerprint={ticket.fingerprint} />
          )}
          <ReporterFacts org={org} ticket={ticket} />
          {context && <AlsoCaptured context={context} />}
          <Group gap="xs" className={classes.rare}>
            <CorrectTicket org={org} ticket={ticket} correction={correction} />
            <WithholdField org={org} ticket={ticket} />
            <DeleteTicket org={org} ticket={ticket} />
          </Group>
        </div>
      </div>
    </Page>
  )
}

/** Shown if the captured call cannot be displayed. The rest of the ticket stays. */
function BrokenCapture({ error }: ErrorComponentProps) {
  return <ErrorMessage title="The captured call could not be shown" error={error} />
}
