import type { StatusesChangeDto } from '#shared/ticket-statuses.ts'
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { indexTickets } from './jobs/index-tickets.job.ts'
import type { OpenedBody } from './test/sdk-caller.ts'
import { databases, isSharded } from './test/databases.ts'
import { createServer, signUpStaff, type Staff, type TestServer } from './test/factories.ts'
import { startTestApp, type TestApp } from './test/harness.ts'
import { SdkCaller, ticketBody } from './test/sdk-caller.ts'

/** A part of what Vitess does for a statement. */
interface Step {
  OperatorType: string
  Variant?: string
  Inputs?: Step[]
}

/** They reach one shard, or the keyspace that has only one. */
const ONE_SHARD = new Set(['EqualUnique', 'Unsharded', 'Sharded', 'ByDestination', 'Local', 'None'])
const LOOK_UP = 'VindexLookup'
/** No index of the database has both. */
const TOGETHER = { hasCall: false, category: 'Bug Report' }
const CONTROL = /^(?:begin|commit|rollback|savepoint|release|set (?:session )?transaction)\b/

const shards = databases.find(({ name }) => name === 'MySQL' && isSharded)

/*
 * Asks Vitess for the plan of each statement of each way of a ticket. `npm run vitess` runs it on two shards; elsewhere there
 * are no plans.
 */
describe.runIf(shards)('the statements of a ticket, on shards of MySQL', () => {
  const seen: [sql: string, values: readonly unknown[]][] = []
  let test: TestApp
  let connection: Connection
  let staff: Staff
  let server: TestServer
  let reference: string
  beforeAll(async () => {
    const { url } = shards!
    test = await startTestApp(url, {}, undefined, (sql, values) => seen.push([sql, values]))
    connection = await createConnection(url)
    staff = await signUpStaff(test.app)
    server = await createServer(staff)
    const opened = await new SdkCaller(test.app, server).openTicket(ticketBody())
    reference = opened.json<OpenedBody>().ticket.reference
    // A search finds what is indexed.
    await indexTickets.run({ em: test.orm.em.fork(), now: () => new Date(), settings: test.config })
  })
  afterAll(async () => {
    await connection.end()
    await test.close()
  })

  const ask = (procedure: string, input: object = {}) =>
    staff.visitor.query(`supportTicket.${procedure}`, { org: staff.org, ...input })
  const change = async (procedure: string, input: object = {}) => {
    const { version: expectedVersion } = await staff.readTicket(reference)
    seen.length = 0
    const change = { org: staff.org, reference, expectedVersion, ...input }
    return staff.visitor.mutate(`supportTicket.${procedure}`, change)
  }
  const open = (headers: Record<string, string> = {}) =>
    new SdkCaller(test.app, server).openTicket(ticketBody(), headers)

  const ways: Record<string, () => Promise<unknown>> = {
    'opens one': () => open(),
    'opens it again': () =>
      open({ 'idempotency-key': 'the-same' }).then(() => open({ 'idempotency-key': 'the-same' })),
    'lists them': () => ask('list', { filters: {} }),
    'filters them': () =>
      ask('list', { filters: { status: ['open'], server: server.slug, category: 'Bug Report' } }),
    'filters them by what no index has together': () => ask('list', { filters: TOGETHER }),
    'searches them': () => ask('list', { filters: { query: 'order search' } }),
    'counts open ones': () => ask('countOpen'),
    'counts them by status': () => ask('countByStatus', { filters: {} }),
    'groups them': () => ask('facet', { facet: 'tool', filters: {} }),
    'shows one': () => ask('get', { reference }),
    'shows who has seen it': () => ask('seen', { reference }),
    'finds its neighbours': () => ask('neighbours', { reference, filters: {} }),
    'finds its neighbours in what no index has together': () =>
      ask('neighbours', { reference, filters: TOGETHER }),
    'shows the overview': () => ask('overview', { days: 7 }),
    'changes the status of one': () => change('updateStatus', { status: 'in_progress' }),
    'changes the status of several': () =>
      staff.visitor.mutate('supportTicket.changeStatuses', {
        org: staff.org,
        references: [reference],
        status: 'open',
      }),
    'undoes a change': async () => {
      const input = { org: staff.org, references: [reference], status: 'closed', resolution: 'fixed' }
      const { operation } = await staff.visitor.mutate<StatusesChangeDto>(
        'supportTicket.changeStatuses',
        input,
      )
      seen.length = 0
      await staff.visitor.mutate('supportTicket.undoStatuses', { org: staff.org, operation })
    },
    'adds a note': () =>
      staff.visitor.mutate('supportTicket.addNote', { org: staff.org, reference, note: 'Seen' }),
    'exports them': () =>
      staff.visitor.app.inject({
        url: `/export/tickets?org=${staff.org}&format=jsonl&filters=%7B%7D`,
        headers: { host: 'localhost:3000', cookie: staff.visitor.cookie! },
      }),
  }

  it.each(Object.entries(ways))('%s by statements for one shard each', async (_, way) => {
    seen.length = 0
    await way()
    const statements = seen.filter(([sql]) => !CONTROL.test(sql))
    expect(statements.length).toBeGreaterThan(1)
    const plans = await Promise.all(
      statements.map(async ([sql, values]) => ({ sql, steps: await explain(sql, values) })),
    )
    // A form of plan that nobody knows would say of no statement where it goes.
    const unknown = plans.filter(({ steps }) => steps.every(({ Variant }) => Variant === undefined))
    expect(unknown.map(({ sql }) => sql)).toEqual([])
    const wide = plans.filter(({ steps }) => steps.some(({ Variant = 'None' }) => !ONE_SHARD.has(Variant)))
    expect(wide.map(({ sql }) => sql)).toEqual([])
    const lookUps = plans.filter(({ steps }) => steps.some(({ OperatorType }) => OperatorType === LOOK_UP))
    // The process remembers which organization has a host or a slug.
    expect(lookUps.map(({ sql }) => sql)).toEqual([])
  })

  async function explain(sql: string, values: readonly unknown[]): Promise<Step[]> {
    const [rows] = await connection.query<RowDataPacket[]>(`vexplain plan ${sql}`, [...values])
    return flatten(JSON.parse(String(Object.values(rows[0]!)[0])) as Step)
  }
})

function flatten(step: Step): Step[] {
  return [step, ...(step.Inputs ?? []).flatMap(flatten)]
}
