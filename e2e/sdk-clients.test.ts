import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type CustomerApps, installCustomerApps } from '#testkit/packages/customer-apps.ts'
import type { McpClient } from '#testkit/mcp/mcp-client.ts'
import { type Generation, v1Client, v2Client } from '#testkit/mcp/official-clients.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { Program, run } from '#testkit/processes/program.ts'
import { serverSettings } from '#testkit/staff/server-settings.ts'
import { type RunningServer, Staff } from '#testkit/staff/staff.ts'
import { FIELDS } from '#testkit/end-user/ticket-fields.ts'

let platform: Platform
let staff: Staff
let apps: CustomerApps
let shop: RunningServer
const programs: Program[] = []

beforeAll(async () => {
  platform = await Platform.start()
  apps = await installCustomerApps()
  staff = await Staff.signUp(platform.origin)
  shop = await staff.addServer('shop')
})

afterAll(async () => {
  await Promise.all(programs.map((program) => program.stop()))
  await platform?.end()
  apps?.remove()
})

/** The address of an example server that runs over HTTP in a customer's app. */
async function startHttp(example: 'v1' | 'v2', dsn = shop.dsn): Promise<string> {
  const program = new Program(join(apps[example], `examples/typescript-${example}-http/server.ts`), {
    cwd: apps[example],
    env: { PORT: '0', MCP_OBS_DSN: dsn },
  })
  programs.push(program)
  return program.says(/(http:\/\/\S+\/mcp)/)
}

type Connect = (client: Generation) => Promise<McpClient>

const overStdio: Connect = (client) =>
  client.overStdio({
    command: process.execPath,
    args: ['examples/typescript-v1-stdio/server.ts'],
    cwd: apps.v1,
    env: { MCP_OBS_DSN: shop.dsn },
  })
const overHttp = (example: 'v1' | 'v2'): Connect => {
  let url: Promise<string> | undefined
  return async (client) => client.overHttp(await (url ??= startHttp(example)))
}

const SERVERS: [server: string, connect: Connect, transport: string][] = [
  ['v1 server, stdio', overStdio, 'stdio'],
  ['v1 server, HTTP', overHttp('v1'), 'streamable-http'],
  ['v2 server, HTTP', overHttp('v2'), 'streamable-http'],
]

describe.each(SERVERS)('%s', (_server, connect, transport) => {
  test.each([v1Client, v2Client])(
    'R3.1 R3.2 $name: lists the tool, and its ticket holds the call that failed',
    async (generation) => {
      const client = await connect(generation)
      onTestFinished(() => client.close())
      expect(await client.toolNames()).toEqual(
        expect.arrayContaining(['get_order', 'search_orders', 'get_support_tool', 'get_support_status']),
      )

      const query = `lamp for ${generation.name} on ${transport}`
      const incident_id = await client.fail({ query })
      await client.call('get_order', { id: '1042' })
      const answer = await client.report({ ...FIELDS, title: query, incident_id })
      expect(answer).toMatchObject({ outcome: 'recorded', context_attached: true, isError: false })

      const ticket = await staff.readTicket(answer.reference!)
      expect(ticket).toMatchObject({
        title: query,
        reporter: { kind: 'email', email: FIELDS.email },
        context: {
          correlation: 'incident-id',
          transport,
          incident: {
            id: incident_id,
            tool: 'search_orders',
            outcome: 'tool-error',
            arguments: { query },
            error: { name: 'UpstreamError' },
          },
        },
      })
    },
  )
})

describe.each(['v1', 'v2'] as const)('two users of one %s server over HTTP', (example) => {
  test('R3.2 never see each other’s call', async () => {
    const url = await startHttp(example)
    const [ana, ben] = await Promise.all([v1Client.overHttp(url), v2Client.overHttp(url)])
    onTestFinished(async () => void (await Promise.all([ana.close(), ben.close()])))

    const ids = await Promise.all([ana.fail({ query: 'of ana' }), ben.fail({ query: 'of ben' })])
    const answers = await Promise.all([
      ana.report({ ...FIELDS, title: `ana ${example}`, incident_id: ids[0] }),
      ben.report({ ...FIELDS, title: `ben ${example}`, incident_id: ids[1], email: 'ben@example.com' }),
    ])
    const [ofAna, ofBen] = await Promise.all(answers.map(({ reference }) => staff.readTicket(reference!)))
    expect(ofAna?.context?.incident?.arguments).toEqual({ query: 'of ana' })
    expect(ofBen?.context?.incident?.arguments).toEqual({ query: 'of ben' })
    expect(JSON.stringify(ofAna)).not.toMatch(/of ben|ben@/)
    expect(JSON.stringify(ofBen)).not.toMatch(/of ana|ana@/)

    // Whoever has no id gets a call of their own, or none; never another's.
    const without = await ben.report({ ...FIELDS, title: `ben again ${example}`, email: 'ben@example.com' })
    const second = await staff.readTicket(without.reference!)
    expect(JSON.stringify(second.context ?? {})).not.toContain('of ana')
  })
})

test('R3.1 the packed SDK loads by import and by require, without any MCP SDK', async () => {
  const check =
    "if (typeof createMcpObs !== 'function') process.exit(1); createMcpObs(); console.log('loaded')"
  const files = {
    'load.mjs': `import { createMcpObs } from '@mcp-obs/server'; ${check}`,
    'load.cjs': `const { createMcpObs } = require('@mcp-obs/server'); ${check}`,
  }
  for (const [file, code] of Object.entries(files)) {
    writeFileSync(join(apps.v1, file), code)
    expect(await run(file, { cwd: apps.v1 })).toEqual({ code: 0, output: 'loaded\n' })
  }
})

test('R3.6 with the receipt, the user sees what became of the ticket; without it, nobody does', async () => {
  const client = await v1Client.overHttp(await startHttp('v2'))
  onTestFinished(() => client.close())
  const { reference, receipt } = await client.report({ ...FIELDS, title: 'What became of it?' })
  const status = async (args: object) => (await client.call('get_support_status', args)).structuredContent
  expect(await status({ reference, receipt })).toMatchObject({ outcome: 'found', status: 'open' })

  const change = { org: staff.org, reference, status: 'closed', resolution: 'fixed', expectedVersion: 1 }
  await staff.visitor.mutate('supportTicket.updateStatus', change)
  expect(await status({ reference, receipt })).toMatchObject({
    outcome: 'found',
    status: 'closed',
    resolution: 'fixed',
  })
  const another = `mor_${'0'.repeat(32)}`
  expect(await status({ reference, receipt: another })).toMatchObject({ outcome: 'not_found' })
})

test('R3.4 while the platform is away the tool says so, and afterwards the same call is recorded once', async () => {
  const client = await v1Client.overHttp(await startHttp('v1'))
  onTestFinished(() => client.close())
  const incident_id = await client.fail({ query: 'during the outage' })
  const fields = { ...FIELDS, title: 'Reported during an outage', incident_id }

  await platform.program.stop()
  const refused = await client.report(fields)
  expect(refused).toMatchObject({ outcome: 'failed', isError: true })
  expect(refused.message).toMatch(/^NOT recorded: support cannot take it now\./)
  expect(refused.reference).toBeUndefined()
  expect((await client.call('get_order', { id: '1042' })).isError).toBeFalsy()

  await platform.start()
  const recorded = await client.report(fields)
  expect(recorded).toMatchObject({ outcome: 'recorded', context_attached: true })
  expect(await client.report(fields)).toMatchObject({
    outcome: 'already_recorded',
    reference: recorded.reference,
  })
  const { tickets } = await staff.listTickets()
  expect(tickets.filter(({ title }) => title === fields.title)).toHaveLength(1)
})

/** Longer than the config's `ttlSeconds`, which is 60. */
const FOLLOWED_WITHIN = 90_000

test(
  'R5.2 R1.6 a server follows the dashboard without a restart',
  { timeout: FOLLOWED_WITHIN + 20_000 },
  async () => {
    const later = await staff.addServer('later', { supportToolEnabled: false })
    const clients = await Promise.all(
      (['v1', 'v2'] as const).map(async (example) => v1Client.overHttp(await startHttp(example, later.dsn))),
    )
    onTestFinished(async () => void (await Promise.all(clients.map((client) => client.close()))))
    for (const client of clients) {
      expect(await client.toolNames()).toEqual(['get_order', 'search_orders'])
      expect(await client.fail({ query: 'while off' })).toBe('')
    }

    const settings = serverSettings({ supportToolTitle: 'Ask the shop' })
    await staff.visitor.mutate('mcpServer.update', { org: staff.org, slug: later.slug, settings })
    for (const client of clients) {
      await expect
        .poll(async () => (await client.listTools()).find(({ name }) => name === 'get_support_tool')?.title, {
          timeout: FOLLOWED_WITHIN,
          interval: 1_000,
        })
        .toBe('Ask the shop')
    }
  },
)
