import type { TicketDto, TicketEventDto } from '#shared/support-ticket.ts'
import { Button, Text, Title } from '@mantine/core'
import { IconAt, IconGitMerge, IconLock, IconPencil, IconTicket } from '@tabler/icons-react'
import { type ReactNode, useId } from 'react'
import { formatZone } from '../../lib/format.ts'
import { useCan } from '../../lib/use-can.ts'
import { FailedGlyph } from '../../ui/failed-glyph.tsx'
import { StatusGlyph } from '../../ui/status-glyph.tsx'
import { ClockTime } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { NoteField } from './note-field.tsx'
import { EventSentence } from './event-sentence.tsx'
import { TakeBackNote } from './take-back-note.tsx'
import { type RefusedChange, useRefusedChanges } from './refused-changes.ts'
import classes from './timeline.module.css'
import { MARKER } from './withheld-places.ts'
import { useUndo, describeUndo } from './use-undo.ts'
import { notify } from '../../lib/notify.ts'
import { explainError } from '../../lib/problem.ts'

interface Entry {
  key: string
  at: string
  glyph: ReactNode
  content: ReactNode
}

/** What happened to the ticket: the call, who opened it, every change and every note. */
export function Timeline({ org, ticket }: { org: string; ticket: TicketDto }) {
  const id = useId()
  const canWork = useCan(org, 'work tickets')
  const refused = useRefusedChanges(org, ticket.reference)
  return (
    <section aria-labelledby={id} className={classes.timeline}>
      <Title order={2} id={id} mb="xs">
        Timeline{' '}
        <Text span size="xs" c="dimmed" fw={400}>
          {formatZone(ticket.createdAt)}
        </Text>
      </Title>
      <ol className={classes.list} aria-label="History of the ticket">
        {entriesOf(org, ticket, canWork, refused).map(({ key, at, glyph, content }) => (
          <li key={key} className={classes.entry}>
            <span className={classes.glyph}>{glyph}</span>
            <div className={classes.content}>{content}</div>
            <span className={classes.time}>
              <ClockTime iso={at} />
            </span>
          </li>
        ))}
      </ol>
      {canWork && <NoteField org={org} reference={ticket.reference} />}
    </section>
  )
}

function entriesOf(org: string, ticket: TicketDto, canWork: boolean, refused: RefusedChange[]): Entry[] {
  const { incident } = ticket.context ?? {}
  const last = ticket.events.findLast(({ type }) => type === 'status_changed')
  const entryOf = (event: TicketEventDto): Entry => ({
    key: event.id,
    at: event.at,
    glyph: <EventGlyph event={event} />,
    content: (
      <>
        <EventSentence event={event} ticket={ticket} org={org} />
        {event.note !== undefined && (
          <div className={classes.note}>
            <UntrustedText text={event.note} />
          </div>
        )}
        {canWork && isNoteOfAgent(event) && <TakeBackNote org={org} ticket={ticket} event={event} />}
        {canWork && event === last && event.operation !== undefined && (
          <UndoButton org={org} operation={event.operation} />
        )}
      </>
    ),
  })
  const entries = ticket.events.flatMap((event) => [
    entryOf(event),
    ...refused.filter(({ after }) => after === event.id).map(entryOfRefused),
  ])
  if (!incident?.startedAt) return entries
  const call = {
    key: 'call',
    at: incident.startedAt,
    glyph: <FailedGlyph />,
    content: (
      <>
        <UntrustedText text={incident.tool ?? 'An unknown tool'} /> failed
      </>
    ),
  }
  return [call, ...entries]
}

function isNoteOfAgent({ type, actor, note }: TicketEventDto): boolean {
  return type === 'noted' && actor.kind === 'agent' && note !== undefined && note !== MARKER
}

function entryOfRefused({ at, sentence }: RefusedChange): Entry {
  return {
    key: at,
    at,
    glyph: <IconGitMerge size={16} stroke={1.6} aria-hidden />,
    content: (
      <>
        <UntrustedText text={sentence} />{' '}
        <Text span inherit c="dimmed">
          · only you see this, until you reload
        </Text>
      </>
    ),
  }
}

function EventGlyph({ event: { type, to } }: { event: TicketEventDto }) {
  if (type === 'status_changed' && to) return <StatusGlyph status={to} />
  const Icon =
    type === 'noted'
      ? IconLock
      : type === 'opened'
        ? IconTicket
        : type === 'contact_added'
          ? IconAt
          : IconPencil
  return <Icon size={16} stroke={1.6} aria-hidden />
}

/** The way to undo the last change also after its offer has gone. */
function UndoButton({ org, operation }: { org: string; operation: string }) {
  const undo = useUndo(org)
  const run = () =>
    undo.mutate(operation, {
      onSuccess: (answer) => notify(describeUndo(answer)),
      onError: (error) => notify(explainError(error).message),
    })
  return (
    <Button
      variant="transparent"
      size="compact-xs"
      loading={undo.isPending}
      onClick={run}
      className={classes.undo}
    >
      Undo this
    </Button>
  )
}
