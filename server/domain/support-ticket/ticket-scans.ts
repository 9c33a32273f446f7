import type { TicketResolution, TicketStatus } from '#shared/support-ticket.ts'

/** The filters of a list, as the database knows them. */
export interface TicketFilter {
  /** Absent: any. */
  statuses?: readonly TicketStatus[] | undefined
  resolution?: TicketResolution | undefined
  category?: string | undefined
  mcpServerId?: string | undefined
  mcpServerUserId?: string | undefined
  /** Of one person: the user has one for each MCP server, and those without a sign-in have one by their address. */
  reporterKeys?: readonly string[] | undefined
  tool?: string | undefined
  errorName?: string | undefined
  errorFingerprint?: string | undefined
  hasCall?: boolean | undefined
  hasContact?: boolean | undefined
  since?: Date | undefined
  before?: Date | undefined
}

/** A condition on a row, with the filters that it stands for. */
interface Condition {
  of: keyof TicketFilter
  sql: string
  values: readonly unknown[]
}

/** A part of an index, in the order of time. */
export interface Scan {
  index: string
  /** What all of its rows fulfil: values of the first columns of the index. */
  prefix: readonly Condition[]
  /** What is looked up in each row. */
  others: readonly Condition[]
}

/** Ways to read all tickets of a filter: each is the scans that hold them together. The last is by server, status and category. */
export function pathsOf(filter: TicketFilter): Scan[][] {
  const conditions = conditionsOf(filter)
  const names = new Set(conditions.map(({ of }) => of))
  const path = (index: string, by: readonly (keyof TicketFilter)[], lists: Condition[][] = [[]]) =>
    lists.map((list) => ({
      index,
      prefix: [
        ...conditions.filter(({ of }) => by.includes(of) && list.every((own) => own.of !== of)),
        ...list,
      ],
      others: conditions.filter(({ of }) => !by.includes(of)),
    }))
  const ways: Scan[][] = []
  for (const [of, index] of SINGLE) if (names.has(of)) ways.push(path(index, [of]))
  if (filter.hasContact === false) ways.push(path(REPORTER, ['hasContact']))
  if (filter.reporterKeys)
    ways.push(path(REPORTER, ['reporterKeys'], each('reporterKeys', filter.reporterKeys)))
  const by = LIST.filter(([of]) => names.has(of))
  const index = ['support_ticket_list', ...by.map(([, name]) => name)].join('_')
  ways.push(
    path(
      index,
      by.map(([of]) => of),
      filter.statuses && each('statuses', filter.statuses),
    ),
  )
  return ways
}

/** The path that is read without a bound, because one index has all filters. */
export function wholePathOf(paths: readonly Scan[][]): Scan[] | undefined {
  return paths.find((scans) => scans.every(({ others }) => others.length === 0))
}

/** Filters that have an index of their own, from the one that leaves the fewest tickets. */
const SINGLE = [
  ['errorFingerprint', 'support_ticket_list_fingerprint'],
  ['mcpServerUserId', 'support_ticket_list_user'],
  ['errorName', 'support_ticket_list_error'],
  ['tool', 'support_ticket_list_tool'],
  ['resolution', 'support_ticket_list_resolution'],
] as const
const REPORTER = 'support_ticket_list_reporter'
/** Filters that have an index for each combination, and their part of its name. */
const LIST = [
  ['mcpServerId', 'server'],
  ['statuses', 'status'],
  ['category', 'category'],
] as const

const COLUMNS = {
  resolution: 'resolution',
  category: 'category',
  mcpServerId: 'mcp_server_id',
  mcpServerUserId: 'mcp_server_user_id',
  tool: 'tool',
  errorName: 'error_name',
  errorFingerprint: 'error_fingerprint',
  hasCall: 'has_call',
} as const

const LISTS = { statuses: 'status', reporterKeys: 'reporter_key' } as const

/** All conditions of a filter but those on the time. */
export function conditionsOf(filter: TicketFilter): Condition[] {
  const conditions: Condition[] = []
  for (const of of Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]) {
    const value = filter[of]
    if (value !== undefined) conditions.push({ of, sql: `${COLUMNS[of]} = ?`, values: [value] })
  }
  for (const of of Object.keys(LISTS) as (keyof typeof LISTS)[]) {
    const values = filter[of]
    if (values) conditions.push({ of, sql: `${LISTS[of]} in (?)`, values: [values] })
  }
  if (filter.hasContact !== undefined) {
    const sql = `reporter_key is ${filter.hasContact ? 'not ' : ''}null`
    conditions.push({ of: 'hasContact', sql, values: [] })
  }
  return conditions
}

/** A condition for each value by itself: an index holds each of them in the order of time. */
function each(of: keyof typeof LISTS, values: readonly string[]): Condition[][] {
  return values.map((value) => [{ of, sql: `${LISTS[of]} = ?`, values: [value] }])
}
