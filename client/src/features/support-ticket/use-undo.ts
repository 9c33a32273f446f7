import type { LeftTicketDto, StatusesChangeDto } from '#shared/ticket-statuses.ts'
import { useMutation } from '@tanstack/react-query'
import { api, queryClient, trpc } from '../../lib/trpc.ts'

/** Undoes an operation, in as many requests as it takes. */
export function useUndo(org: string) {
  return useMutation({
    mutationFn: async (operation: string) => {
      let answer = await api.supportTicket.undoStatuses.mutate({ org, operation })
      const changed = [...answer.changed]
      const left = [...answer.left]
      while (answer.next !== undefined) {
        answer = await api.supportTicket.undoStatuses.mutate({ org, operation, cursor: answer.next })
        changed.push(...answer.changed)
        left.push(...answer.left)
      }
      return { ...answer, changed, left }
    },
    onSettled: () => queryClient.invalidateQueries(trpc.supportTicket.pathFilter()),
  })
}

/** Tells what an undo did and what it left, and why. */
export function describeUndo({ changed, left }: Pick<StatusesChangeDto, 'changed' | 'left'>): string {
  const done =
    changed.length === 0
      ? 'Nothing was undone.'
      : changed.length === 1
        ? `${changed[0]} is as it was before.`
        : `${changed.length} tickets are as they were before.`
  return [done, ...left.slice(0, 3).map(describeLeft), left.length > 3 ? `And ${left.length - 3} more.` : '']
    .filter(Boolean)
    .join(' ')
}

function describeLeft({ reference, code, changedBy }: LeftTicketDto): string {
  if (code === 'ticket-not-found') return `${reference} is gone.`
  if (code === 'request-in-progress') return `${reference} is being changed: try again.`
  if (code === 'history-full') return `${reference} is left: its history is full.`
  return `${reference} is left: ${changedBy ?? 'somebody'} changed it since.`
}
