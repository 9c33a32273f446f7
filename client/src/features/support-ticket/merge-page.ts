import type { TicketPageDto, TicketRowDto } from '#shared/support-ticket.ts'

export interface MergedPage {
  page: TicketPageDto
  /** How many tickets of `latest` are newer than all that is shown; they wait until asked for. */
  arrivals: number
}

/**
 * Brings the first page that a person is reading up to date without moving it under their eyes: rows change or leave
 * in place, new ones are only counted.
 * @param shown the page on screen
 * @param latest the same page as the server has it now
 */
export function mergePage(shown: TicketPageDto, latest: TicketPageDto): MergedPage {
  if (shown.tickets.length === 0) return { page: latest, arrivals: 0 }
  const known = new Set(shown.tickets.map(({ reference }) => reference))
  const firstKnown = latest.tickets.findIndex(({ reference }) => known.has(reference))
  const arrivals = firstKnown === -1 ? latest.tickets.filter(isNewerThan(shown)).length : firstKnown
  const current = latest.tickets.slice(arrivals)
  const pushedOff = latest.older === undefined ? [] : olderThan(latest, shown)
  if (pushedOff.length === 0) return { page: { ...latest, tickets: current }, arrivals }
  return { page: { ...latest, tickets: [...current, ...pushedOff], older: shown.older }, arrivals }
}

function isNewerThan(shown: TicketPageDto): (row: TicketRowDto) => boolean {
  const newest = shown.tickets[0]?.createdAt ?? ''
  return ({ createdAt }) => createdAt > newest
}

/** Rows of the page on screen that new ones have pushed over the end of the server's page. */
function olderThan(latest: TicketPageDto, shown: TicketPageDto): TicketRowDto[] {
  const present = new Set(latest.tickets.map(({ reference }) => reference))
  const oldest = latest.tickets.at(-1)?.createdAt ?? ''
  return shown.tickets.filter(({ reference, createdAt }) => !present.has(reference) && createdAt <= oldest)
}
