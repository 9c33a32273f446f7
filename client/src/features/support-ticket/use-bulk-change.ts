import type { TicketResolution, TicketStatus } from '#shared/support-ticket.ts'
import type { LeftTicketDto } from '#shared/ticket-statuses.ts'
import { useEffect, useRef, useState } from 'react'
import { isSent, problemOf } from '../../lib/problem.ts'
import { api, queryClient, trpc } from '../../lib/trpc.ts'
import { offerUndo } from '../../lib/undo-offer.ts'
import { statusLabel } from '../../ui/status-badge.tsx'
import { type Chosen, partsOf } from './chosen-tickets.ts'

interface Change {
  status: TicketStatus
  resolution: TicketResolution | undefined
  asOf: string
  aheadTo: string | undefined
}

interface Progress {
  state: 'idle' | 'running' | 'stopped' | 'done'
  changed: number
  unchanged: number
  left: LeftTicketDto[]
  error: unknown
  /** No answer came, so that more can have changed. */
  isUnsure: boolean
}

const START: Progress = {
  state: 'idle',
  changed: 0,
  unchanged: 0,
  left: [],
  error: undefined,
  isUnsure: false,
}

/**
 * Changes many tickets in as many requests as it takes. Nothing runs on the server between two requests, so that stopping, or
 * leaving the page, leaves the rest as it was.
 *
 * @param onEnd hears whether there is nothing to tell but how many changed
 */
export function useBulkChange(org: string, chosen: Chosen, onEnd: (isPlain: boolean) => void) {
  const [progress, setProgress] = useState(START)
  const isStopped = useRef(false)
  useEffect(
    () => () => {
      isStopped.current = true
    },
    [],
  )

  const start = async ({ resolution, ...change }: Change) => {
    isStopped.current = false
    const sum: Progress = { ...START, state: 'running' }
    setProgress({ ...sum })
    // Named here, so that a change whose answer is lost can be undone, too.
    let operation: string | undefined = globalThis.isSecureContext ? crypto.randomUUID() : undefined
    const rest = partsOf(chosen)
    let cursor: string | undefined
    try {
      while (rest.length > 0 && !isStopped.current) {
        const answer = await api.supportTicket.changeStatuses.mutate({
          org,
          ...rest[0],
          ...change,
          ...(resolution && resolution !== 'duplicate' && { resolution }),
          operation,
          cursor,
        })
        operation = answer.operation
        cursor = answer.next
        if (cursor === undefined) rest.shift()
        sum.changed += answer.changed.length
        sum.unchanged += answer.unchanged
        sum.left = [...sum.left, ...answer.left]
        setProgress({ ...sum })
      }
      sum.state = rest.length === 0 ? 'done' : 'stopped'
    } catch (error) {
      sum.state = 'stopped'
      sum.error = error
      sum.isUnsure = isUnsure(error)
    }
    setProgress({ ...sum })
    void queryClient.invalidateQueries(trpc.supportTicket.pathFilter())
    if (operation && (sum.changed > 0 || sum.isUnsure))
      offerUndo({ org, operation, message: messageOf(sum, change.status) })
    onEnd(sum.state === 'done' && sum.left.length === 0 && sum.changed > 0)
  }
  return {
    ...progress,
    seen: progress.changed + progress.unchanged + progress.left.length,
    start: (change: Change) => void start(change),
    stop: () => {
      isStopped.current = true
    },
  }
}

function messageOf({ changed, isUnsure: hasMore }: Progress, status: TicketStatus): string {
  const tickets = changed === 1 ? '1 ticket' : `${changed} tickets`
  return `${tickets}${hasMore ? ' or more' : ''} now ${statusLabel(status).toLowerCase()}.`
}

/** Whether the change can have been made although no answer said so. */
function isUnsure(error: unknown): boolean {
  const problem = problemOf(error)
  return problem === undefined ? isSent(error) : problem.code === 'internal-error'
}
