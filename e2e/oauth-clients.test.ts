import '#testkit/http/resolve-localhost.ts'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type CustomerApps, installCustomerApps } from '#testkit/packages/customer-apps.ts'
import { EndUser } from '#testkit/end-user/end-user.ts'
import type { McpClient } from '#testkit/mcp/mcp-client.ts'
import { type Generation, v1Client, v2Client } from '#testkit/mcp/official-clients.ts'
import { OauthLogin } from '#testkit/mcp/oauth-login.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { openShop, type ProtectedShop, startSecondShop } from '#testkit/mcp/protected-shop.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { FIELDS } from '#testkit/end-user/ticket-fields.ts'

const { email: _unwanted, ...SIGNED_IN_FIELDS } = FIELDS

let platform: Platform
let staff: Staff
let apps: CustomerApps
const shops = new Map<string, ProtectedShop>()

beforeAll(async () => {
  platform = await Platform.start()
  apps = await installCustomerApps()
  staff = await Staff.signUp(platform.origin)
  for (const generation of ['v1', 'v2'] as const) {
    shops.set(generation, await openShop(staff, generation, apps[generation]))
  }
})

afterAll(async () => {
  await Promise.all(Array.from(shops.values(), ({ program }) => program.stop()))
  await platform?.end()
  apps?.remove()
})

interface SignedIn {
  client: McpClient
  login: OauthLogin
  user: EndUser
}

/** Connects an official client, which finds out by itself that its user must sign in, and how. */
async function signIn(
  generation: Generation,
  shop: ProtectedShop,
  user = new EndUser('Ana Lima'),
): Promise<SignedIn> {
  const login = await OauthLogin.open(`Test of ${generation.name}`, user.visit)
  onTestFinished(() => login.close())
  const client = await generation.overProtectedHttp(shop.url, login)
  onTestFinished(() => client.close())
  return { client, login, user }
}

const textOf = async (client: McpClient, tool: string) => (await client.call(tool, {})).content[0]?.text
const statusOf = async (client: McpClient, reference: string) =>
  (await client.call('get_support_status', { reference })).structuredContent

describe.each(['v1', 'v2'])('a protected %s server', (example) => {
  const shop = () => shops.get(example)!

  describe.each([v1Client, v2Client])('the official $name', (generation) => {
    test('R3.3 R1.2 R3.6 goes from 401 to a ticket of its user by itself', async () => {
      const { client, user } = await signIn(generation, shop())
      expect(await client.toolNames()).toEqual(expect.arrayContaining(['get_order', 'get_support_tool']))
      expect((await client.call('get_order', { id: '1042' })).isError).toBeFalsy()
      const query = `lamp for ${generation.name} at ${example}`
      const incident_id = await client.fail({ query })
      const answer = await client.report({ ...SIGNED_IN_FIELDS, title: query, incident_id })
      expect(answer).toMatchObject({ outcome: 'recorded', context_attached: true, needs_contact: false })
      expect(answer.receipt).toBeUndefined()
      expect(user.visits).toBe(1)

      const reference = answer.reference!
      expect(await staff.readTicket(reference)).toMatchObject({
        title: query,
        reporter: { kind: 'user', id: await textOf(client, 'who_am_i'), name: user.name, email: user.email },
        session: { clientName: `Test of ${generation.name}` },
        context: { correlation: 'incident-id', incident: { arguments: { query } } },
      })
      expect(await statusOf(client, reference)).toMatchObject({ outcome: 'found', status: 'open' })
      const { client: another } = await signIn(generation, shop(), new EndUser('Ben Okri'))
      expect(await statusOf(another, reference)).toMatchObject({ outcome: 'not_found' })
    })

    test('R3.3 has a refused access token renewed without its user', async () => {
      const { client, login, user } = await signIn(generation, shop())
      const [first] = login.given
      login.spoilAccessToken()
      expect(await textOf(client, 'who_am_i')).toMatch(/^[0-9a-f-]{36}$/)
      expect(login.given).toHaveLength(2)
      expect(login.given[1]).not.toMatchObject({ refresh_token: first?.refresh_token })
      expect(user.visits).toBe(1)
    })
  })

  test('R3.2 the failing call of one user is never attached to the ticket of another', async () => {
    const [ana, ben] = await Promise.all([
      signIn(v1Client, shop()),
      signIn(v1Client, shop(), new EndUser('Ben Okri')),
    ])
    const incident_id = await ana.client.fail({ query: 'of ana' })
    const answer = await ben.client.report({ ...SIGNED_IN_FIELDS, title: 'Guessed', incident_id })
    expect(answer).toMatchObject({ outcome: 'recorded', context_attached: false })
    const ticket = await staff.readTicket(answer.reference!)
    expect(ticket.reporter).toMatchObject({ kind: 'user', name: 'Ben Okri' })
    expect(JSON.stringify(ticket)).not.toContain('of ana')
  })

  test('R2.4 a token of one server opens no other', async () => {
    const { login } = await signIn(v1Client, shop())
    const other = shops.get(example === 'v1' ? 'v2' : 'v1')!
    expect((await listTools(shop().url, login)).status).toBe(200)
    const refused = await listTools(other.url, login)
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"')
  })

  test('R3.4 while the platform is away, known keys go on and missing ones are 503; never a 401', async () => {
    const { client, login, user } = await signIn(v1Client, shop())
    const replica = await startSecondShop(shop())
    onTestFinished(async () => void (await replica.program.stop()))

    await platform.program.stop()
    expect((await client.call('get_order', { id: '1042' })).isError).toBeFalsy()
    const refused = await listTools(replica.url, login)
    expect(refused.status).toBe(503)
    expect(refused.headers.has('www-authenticate')).toBe(false)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)

    await platform.start()
    await expect
      .poll(async () => (await listTools(replica.url, login)).status, { timeout: 20_000, interval: 250 })
      .toBe(200)
    expect((await client.report({ ...SIGNED_IN_FIELDS, title: `After it, ${example}` })).outcome).toBe(
      'recorded',
    )
    expect(user.visits).toBe(1)
  })
})

/** A bare request, for what a client would hide. */
function listTools(url: string, login: OauthLogin): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${login.tokens()?.access_token}`,
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': '2025-11-25',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
  })
}
