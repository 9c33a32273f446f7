import type { TicketPageDto } from '#shared/support-ticket.ts'
import type { Staff } from '#testkit/staff/staff.ts'
import { ERRORS, STEP, TOOLS, WORDS } from './tickets.ts'

/** An organization with tickets of one server. */
export interface Desk {
  staff: Staff
  /** The slug of the server. */
  server: string
  tickets: number
}

export type Call = () => Promise<Partial<TicketPageDto>>

/** What staff ask of an organization, by name: `list …`, `count …`, `tools …` and `errors …`, `search …`. */
export async function callsOf({ staff, server, tickets }: Desk): Promise<Record<string, Call>> {
  const list = (filters: object, order?: string) => ask(staff, 'list', { filters, ...(order && { order }) })
  const count = (filters: object) => ask(staff, 'countByStatus', { filters })
  const facet = (facet: string, filters: object) => ask(staff, 'facet', { facet, filters })
  // Of a kept database, all tickets are old.
  const newest = new Date((await list({})).tickets[0]!.createdAt).getTime()
  const ago = (share: number) => new Date(newest - tickets * STEP * share).toISOString()
  const recent = ago(0.1)
  const search =
    (query: string, more: object = {}) =>
    () =>
      list({ query, ...more })
  const [ticket] = (await list({ tool: TOOLS[1] })).tickets
  return {
    'any answer (the organization)': () => staff.visitor.query('organization.get', { org: staff.org }),
    'list all': () => list({}),
    'list all, far back': () => list({ before: ago(0.9) }),
    'list unresolved': () => list({ status: ['open', 'in_progress'] }),
    'list unresolved, server, oldest': () =>
      list({ status: ['open', 'in_progress'], server: server }, 'oldest'),
    'list tool': () => list({ tool: TOOLS[1] }),
    'list error': () => list({ error: ERRORS[1] }),
    'list same failure': () => list({ fingerprint: ticket?.fingerprint }),
    'list e-mail': () => list({ email: 'user7@example.com' }),
    'list without contact': () => list({ hasContact: false }),
    'list resolution': () => list({ resolution: 'by-design' }),
    'list tool, open, category': () => list({ tool: TOOLS[1], status: 'open', category: 'Other' }),
    'list call, closed, category': () => list({ hasCall: true, status: 'closed', category: 'Other' }),
    'list closed, last tenth': () => list({ status: 'closed', since: recent }),
    'list tool, last tenth': () => list({ tool: TOOLS[1], since: recent }),
    'list without call, rare category': () => list({ hasCall: false, category: 'None' }),
    'count all': () => count({}),
    'count tool, category': () => count({ tool: TOOLS[1], category: 'Other' }),
    'count common word': () => count({ query: WORDS[0] }),
    'tools of all': () => facet('tool', {}),
    'tools of open': () => facet('tool', { status: 'open' }),
    'tools of a common word': () => facet('tool', { query: `${WORDS[0]} x` }),
    'errors of a tool': () => facet('error', { tool: TOOLS[1] }),
    'search common': search(`${WORDS[0]} ${WORDS[0]}`),
    'search rare': search(`${WORDS[20_000]} ${WORDS[20_000]}`),
    'search absent': search('absent absent'),
    'search two common': search(`${WORDS[1]} ${WORDS[2]}`),
    'search three common': search(`${WORDS[1]} ${WORDS[2]} ${WORDS[3]}`),
    'search common and rare': search(`${WORDS[0]} ${WORDS[20_000]}`),
    'search never together': search('evenly oddly'),
    'search beginning, four letters': search(WORDS[9]!.slice(0, 4)),
    'search beginning, one letter': search('b'),
    'search, status, server, category': search(WORDS[1]!, {
      status: 'open',
      server: server,
      category: 'Other',
    }),
    'search, last tenth': search(WORDS[1]!, { since: recent }),
    'search tool and e-mail': search(`${TOOLS[1]} user7@example.com`),
  }
}

function ask(staff: Staff, procedure: string, input: object): Promise<TicketPageDto> {
  return staff.visitor.query(`supportTicket.${procedure}`, { org: staff.org, ...input })
}
