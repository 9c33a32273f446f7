import type { TicketDto } from '#shared/support-ticket.ts'
import { skipToken, useQuery } from '@tanstack/react-query'
import { queryClient } from '../../lib/trpc.ts'

/** A change that was not made because somebody else was first. Its author sees it until they reload the page. */
export interface RefusedChange {
  /** When, in ISO 8601. */
  at: string
  /** The last event of the ticket by then. */
  after: string | undefined
  /** Such as "You wanted to close it. Grace Hopper set it to closed." */
  sentence: string
}

/** Keeps a refused change in this window. */
export function noteRefused(org: string, { reference, events }: TicketDto, sentence: string): void {
  const refused = { at: new Date().toISOString(), after: events.at(-1)?.id, sentence }
  queryClient.setQueryData(keyOf(org, reference), (before: RefusedChange[] = []) => [...before, refused])
}

export function useRefusedChanges(org: string, reference: string): RefusedChange[] {
  const { data } = useQuery<RefusedChange[]>({ queryKey: keyOf(org, reference), queryFn: skipToken })
  return data ?? []
}

function keyOf(org: string, reference: string) {
  return ['refused-changes', org, reference]
}
