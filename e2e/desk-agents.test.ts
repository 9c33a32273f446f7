import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CreatedAccessTokenDto, SCOPES } from '#shared/access-token.ts'
import type { StatusesChangeDto } from '#shared/ticket-statuses.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FIELDS } from '#testkit/end-user/ticket-fields.ts'
import { askDesk, openAgent } from '#testkit/mcp/agents.ts'
import type { McpClient } from '#testkit/mcp/mcp-client.ts'
import { v2Client } from '#testkit/mcp/official-clients.ts'
import { type CustomerApps, installCustomerApps } from '#testkit/packages/customer-apps.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { Program } from '#testkit/processes/program.ts'
import { runSnippet } from '#testkit/processes/run-snippet.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { describeClients } from './desk-clients/clients.ts'
import { runVitest } from './desk-clients/reproductions.ts'

let platform: Platform
let staff: Staff
let apps: CustomerApps
let shop: Program
let shopUrl: string
let token: string
let agent: McpClient

beforeAll(async () => {
  platform = await Platform.start()
  apps = await installCustomerApps()
  staff = await Staff.signUp(platform.origin)
  const { dsn } = await staff.addServer('shop')
  shop = new Program(join(apps.v2, 'examples/typescript-v2-http/server.ts'), {
    cwd: apps.v2,
    env: { PORT: '0', MCP_OBS_DSN: dsn },
  })
  shopUrl = await shop.says(/(http:\/\/\S+\/mcp)/)
  const input = { org: staff.org, name: 'laptop', scopes: SCOPES }
  token = (await staff.visitor.mutate<CreatedAccessTokenDto>('accessToken.create', input)).secret
  agent = await openAgent(`${platform.origin}/mcp`, token)
})

afterAll(async () => {
  await agent?.close()
  await shop?.stop()
  await platform?.end()
  apps?.remove()
})

/** Sends a reproduction as it is, and returns the result that the server answers. */
async function sendJsonRpc(code: string): Promise<{ isError?: boolean; content: { text: string }[] }> {
  const response = await fetch(shopUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: code,
  })
  const data = /^data: (.*)$/m.exec(await response.text())?.[1]
  return (JSON.parse(data!) as { result: { isError?: boolean; content: { text: string }[] } }).result
}

test('R2.6 an agent finds the failing call, makes it fail again, and closes the ticket with a reason', async () => {
  const user = await v2Client.overHttp(shopUrl)
  const incident_id = await user.fail({ query: 'lamp' })
  const { reference, receipt } = await user.report({ ...FIELDS, title: 'Search is down', incident_id })

  const found = await askDesk(agent, 'search_tickets', { status: 'open', has_error: true })
  expect(found.facts.tickets).toMatchObject([{ reference, server: 'shop' }])

  const read = await askDesk(agent, 'get_ticket', { reference, include: ['arguments', 'result'] })
  expect(read.reported).toMatchObject({
    title: 'Search is down',
    call: { tool: 'search_orders', arguments: { query: 'lamp' }, error: { name: 'UpstreamError' } },
  })
  expect(read.facts.not_included).toEqual(['stack', 'timeline'])
  const { call } = read.reported as { call: { error: { message: string } } }

  const { reported } = await askDesk(agent, 'get_reproduction', { reference, format: 'json-rpc' })
  const again = await sendJsonRpc(reported!.code as string)
  expect(again.isError).toBe(true)
  expect(again.content[0]!.text).toContain(call.error.message)
  const skeleton = await askDesk(agent, 'get_reproduction', { reference, format: 'vitest' })
  const tested = await runVitest(skeleton.reported!.code as string, shopUrl)
  expect(tested.code).not.toBe(0)
  expect(tested.output).toContain(JSON.stringify(call.error.message).slice(1, -1))

  const change = {
    reference,
    status: 'closed',
    version: read.facts.version,
    resolution: 'fixed',
    reason: 'The order service has its index again.',
  }
  expect((await askDesk(agent, 'set_ticket_status', change)).facts).toMatchObject({ status: 'closed' })
  const status = async () => (await user.call('get_support_status', { reference, receipt })).structuredContent
  expect(await status()).toMatchObject({ status: 'closed', resolution: 'fixed' })

  const { events } = await staff.readTicket(reference!)
  const closing = events.find(({ type }) => type === 'status_changed')!
  expect(closing.actor).toMatchObject({ kind: 'agent', name: expect.stringContaining('via an agent') })
  const undo = { org: staff.org, operation: closing.operation }
  const undone = await staff.visitor.mutate<StatusesChangeDto>('supportTicket.undoStatuses', undo)
  expect(undone.changed).toEqual([reference])
  expect(await status()).toMatchObject({ status: 'open' })
  await user.close()
})

describe('docs/agents.md', () => {
  const page = readFileSync('docs/agents.md', 'utf8')
  const codeOf = (language: string) =>
    [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
      ([, code = '']) => code,
    )

  test('its script runs as it stands', async () => {
    const [script] = codeOf('js')
    const env = { DESK: `${platform.origin}/mcp`, MCP_OBS_TOKEN: token }
    const { code, output } = await runSnippet('agent', script!, env, 'mjs')
    expect(output).toMatch(/TK-/)
    expect(code).toBe(0)
  })

  test('its configurations are JSON: what they send is let in, or told where to sign in', async () => {
    const configurations = codeOf('json')
    expect(configurations.length).toBeGreaterThanOrEqual(4)
    for (const text of configurations) {
      const configuration = JSON.stringify(JSON.parse(text), undefined, 1)
      const [, address] = /"url": "([^"]+)"/.exec(configuration)!
      const [, header] = /"Authorization": "([^"]+)"/.exec(configuration) ?? []
      expect(new URL(address!).pathname).toBe('/mcp')
      const sent = header?.replace(/\$\{[^}]*\}/, token)
      const response = await fetch(`${platform.origin}/mcp`, {
        method: 'POST',
        headers: {
          ...(sent !== undefined && { authorization: sent }),
          accept: 'application/json, text/event-stream',
          'content-type': 'application/json',
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
      })
      expect(response.status).toBe(sent === undefined ? 401 : 200)
      const challenge = response.headers.get('www-authenticate')
      expect(challenge ?? 'none').toMatch(sent === undefined ? /resource_metadata=/ : /^none$/)
    }
  })

  test('it lists the clients that the job of clients runs', () => {
    const [, table = ''] = /^\| Client \|.*\n\|[-|]+\|\n((?:\|.*\n)+)/m.exec(page) ?? []
    expect(table.trim().split('\n')).toEqual(describeClients())
  })

  test('it names each tool, and each scope that it needs', async () => {
    for (const name of await agent.toolNames()) expect(page).toContain(`\`${name}\``)
    for (const scope of SCOPES) expect(page).toContain(`\`${scope}\``)
  })
})
