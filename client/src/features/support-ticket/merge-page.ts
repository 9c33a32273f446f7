import type { TicketPageDto, TicketRowDto } from '#shared/support-ticket.ts'

export interface MergedPage {
  page: TicketPageDto
  /** How many tickets of `latest` are newer than every shown one. They are added when the person asks for them. */
  arrivals: number
}

/**
 * Updates the first page while somebody reads it. Shown rows change or disappear, and new rows are only counted, so that
 * they do not push the others down.
 * @param shown the page on screen
 * @param latest the same page as the server returns it now
 */
export function mergePage(shown: TicketPageDto, latest: TicketPageDto): MergedPage {
  if (shown.tickets.length === 0) return { page: latest, arrivals: 0 }
  const known = new Set(shown.tickets.map(({ reference }) => reference))
  const firstKnown = latest.tickets.findIndex(({ reference }) => known.has(reference))
  const arrivals = firstKnown === -1 ? latest.tickets.filter(isNewerThan(shown)).length : firstKnown
  const current = latest.tickets.slice(arrivals)
  const pushedOff = latest.older === undefined ? [] : olderThan(latest, shown)
  if (pushedOff.length === 0) return { page: { ...latest, tickets: current }, arrivals }
  const { older, searchedTo } = shown
  return { page: { ...latest, tickets: [...current, ...pushedOff], older, searchedTo }, arrivals }
}

function isNewerThan(shown: TicketPageDto): (row: TicketRowDto) => boolean {
  const newest = shown.tickets[0]?.createdAt ?? ''
  return ({ createdAt }) => createdAt > newest
}

/**
 * Shown rows that are no longer on the server's page, because new rows have moved them to the next page, or because the server
 * has not looked so far this time. They take the name of their MCP server from the rows that were read now.
 */
function olderThan(latest: TicketPageDto, shown: TicketPageDto): TicketRowDto[] {
  const present = new Set(latest.tickets.map(({ reference }) => reference))
  const oldest = latest.searchedTo ?? latest.tickets.at(-1)?.createdAt ?? ''
  const servers = new Map(latest.tickets.map(({ server }) => [server.slug, server]))
  return shown.tickets
    .filter(({ reference, createdAt }) => !present.has(reference) && createdAt <= oldest)
    .map((row) => ({ ...row, server: servers.get(row.server.slug) ?? row.server }))
}
