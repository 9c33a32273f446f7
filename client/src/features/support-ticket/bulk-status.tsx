import type { TicketResolution, TicketStatus } from '#shared/support-ticket.ts'
import type { LeftTicketDto } from '#shared/ticket-statuses.ts'
import { Button, List, Loader, Progress, Stack, Text } from '@mantine/core'
import '@mantine/core/styles/List.css'
import '@mantine/core/styles/Progress.css'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { confirmByKey } from '../../lib/confirm-by-key.ts'
import { formatCappedCount } from '../../lib/format.ts'
import { CallButton } from '../../ui/call-button.tsx'
import { CallError } from '../../ui/call-error.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'
import { DialogButtons } from '../../ui/dialog-buttons.tsx'
import { statusLabel } from '../../ui/status-badge.tsx'
import { previewChosen } from './chosen-tickets.ts'
import { knownTotal } from './known-total.ts'
import { ResolutionChoice } from './resolution-choice.tsx'
import type { Selection } from './selection.ts'
import { ticketFiltersOf, type TicketListSearch } from './ticket-list-search.ts'
import { useBulkChange } from './use-bulk-change.ts'

export interface BulkStatusProps {
  org: string
  search: TicketListSearch
  selection: Selection
  to: TicketStatus
  label: string
  onRunning: (isRunning: boolean) => void
  /** @param hasChanged whether the selection was worked on */
  onDone: (hasChanged: boolean) => void
}

/** Says what a change of many tickets meets, asks once, shows how far it is, and tells what it left. */
export function BulkStatus({ org, search, selection, to, label, onRunning, onDone }: BulkStatusProps) {
  const [chosen] = useState(() =>
    selection.isAll
      ? { filters: ticketFiltersOf(search), except: [...selection.references] }
      : { references: [...selection.references] },
  )
  const preview = useQuery({
    queryKey: ['preview-statuses', org, chosen],
    queryFn: () => previewChosen(org, chosen),
    staleTime: Infinity,
    gcTime: 0,
  })
  const [resolution, setResolution] = useState<TicketResolution>()
  const [isMissing, setIsMissing] = useState(false)
  const bulk = useBulkChange(org, chosen, (isPlain) => isPlain && onDone(true))
  const isRunning = bulk.state === 'running'
  useEffect(() => onRunning(isRunning), [onRunning, isRunning])
  const counts = preview.data?.counts
  const total = counts && counts.open + counts.in_progress + counts.closed
  // Where nobody knows the total, a bar would be full long before the end.
  const whole = preview.data && knownTotal(preview.data, chosen)
  const there = counts?.[to] ?? 0
  const isPartial = preview.data?.searchedTo !== undefined
  const format = (count: number) => formatCappedCount(count, isPartial)

  const start = () => {
    const needsReason = to === 'closed' && resolution === undefined
    setIsMissing(needsReason)
    if (needsReason || !preview.data) return
    const { asOf, aheadTo } = preview.data
    bulk.start({ status: to, resolution, asOf, aheadTo })
  }

  if (bulk.state !== 'idle') {
    return (
      <Stack>
        {isRunning &&
          (whole === undefined ? (
            <Loader size="sm" aria-label="Changing" />
          ) : (
            <Progress
              value={whole ? Math.min(100, (100 * bulk.seen) / whole) : 0}
              aria-label="Progress"
              animated
            />
          ))}
        <Text size="sm" component="output">
          {bulk.changed} {bulk.changed === 1 ? 'ticket' : 'tickets'} changed
          {bulk.unchanged > 0 && `, ${bulk.unchanged} already ${statusLabel(to).toLowerCase()}`}
          {bulk.left.length > 0 && `, ${bulk.left.length} left`}.
          {bulk.state === 'stopped' && explainStop(bulk.isUnsure)}
        </Text>
        {!bulk.isUnsure && <CallError error={bulk.error} />}
        {bulk.left.length > 0 && <LeftTickets left={bulk.left} />}
        <DialogButtons>
          {isRunning ? (
            <Button variant="default" onClick={bulk.stop} data-autofocus>
              Stop
            </Button>
          ) : (
            <Button onClick={() => onDone(bulk.changed > 0)} data-autofocus>
              Done
            </Button>
          )}
        </DialogButtons>
      </Stack>
    )
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Ctrl Enter works from everywhere in it
    <Stack onKeyDown={confirmByKey(start)}>
      <CallError error={preview.error} />
      <Text size="sm" component="output">
        {counts === undefined
          ? 'Counting…'
          : `${format(total! - there)} of ${format(total!)} tickets become ${statusLabel(to).toLowerCase()}.`}
        {there > 0 && ` ${format(there)} are ${statusLabel(to).toLowerCase()} already.`}
        {isPartial && ' There are too many tickets to count: all that match are changed.'}
        {selection.isAll && ' Tickets that are opened from now on are left out.'}
      </Text>
      {to === 'closed' && (
        <ResolutionChoice
          value={resolution}
          onChange={(next) => {
            setResolution(next)
            setIsMissing(false)
          }}
          isMissing={isMissing}
          isForMany
        />
      )}
      <Text size="sm" c="dimmed">
        A ticket that somebody else changes meanwhile is left as it is. All of it can be undone.
      </Text>
      <DialogButtons>
        <Button variant="default" onClick={() => onDone(false)}>
          Cancel
        </Button>
        <CallButton onClick={start} loading={preview.isPending} data-autofocus={to !== 'closed' || undefined}>
          {label}
          <KeyHint keys="Ctrl Enter" />
        </CallButton>
      </DialogButtons>
    </Stack>
  )
}

function explainStop(isUnsure: boolean): string {
  return isUnsure
    ? ' Stopped, and no answer came: some more may have changed. Undo takes all of it back.'
    : ' Stopped. The rest is as it was.'
}

const SHOWN = 20

function LeftTickets({ left }: { left: LeftTicketDto[] }) {
  return (
    <List size="sm" aria-label="Tickets that are left">
      {left.slice(0, SHOWN).map(({ reference, code, changedBy }) => (
        <List.Item key={reference}>
          {reference}: {explain(code, changedBy)}
        </List.Item>
      ))}
      {left.length > SHOWN && <List.Item>and {left.length - SHOWN} more</List.Item>}
    </List>
  )
}

function explain(code: LeftTicketDto['code'], changedBy: string | undefined): string {
  if (code === 'ticket-not-found') return 'it is gone.'
  if (code === 'ticket-opened') return 'it may have been opened meanwhile.'
  if (code === 'history-full') return 'its history is full.'
  if (code === 'request-in-progress') return 'somebody is changing it now.'
  return `${changedBy ?? 'somebody'} changed it meanwhile.`
}
