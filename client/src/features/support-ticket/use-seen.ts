import type { TicketDto } from '#shared/support-ticket.ts'
import { useState } from 'react'
import { describeChanges } from './describe-changes.ts'
import { noteRefused } from './refused-changes.ts'
import { readLatest } from './read-latest.ts'

/**
 * A ticket as the person saw it when they decided, and what others did to it before their change was refused.
 *
 * @param wish what the person wants to do, such as "close it", for the timeline
 */
export function useSeen(org: string, first: TicketDto, wish: string) {
  const [seen, setSeen] = useState(first)
  const [changes, setChanges] = useState<string>()
  /** @returns the ticket as it is now, if somebody was first; the person can decide again */
  const catchUp = async (error: unknown): Promise<TicketDto | undefined> => {
    const latest = await readLatest(error, { org, reference: first.reference })
    if (!latest) return undefined
    const changed = describeChanges(seen, latest)
    noteRefused(org, latest, `You wanted to ${wish}. It was not saved: ${changed}`)
    setChanges(changed)
    setSeen(latest)
    return latest
  }
  return { seen, changes, catchUp }
}
