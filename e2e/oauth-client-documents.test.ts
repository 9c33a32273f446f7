import '#testkit/http/resolve-localhost.ts'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { OauthLogin } from '#testkit/mcp/oauth-login.ts'
import { EndUser } from '#testkit/end-user/end-user.ts'
import { v1Client, v2Client } from '#testkit/mcp/official-clients.ts'
import { CLAUDE_CODE, PUBLISHES_CLAUDE_CODE } from '#testkit/platform/claude-code-document.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { openShop, type ProtectedShop } from '#testkit/mcp/protected-shop.ts'
import { Staff } from '#testkit/staff/staff.ts'

const { client_id: DOCUMENT_URL } = CLAUDE_CODE

let platform: Platform
let staff: Staff
let shop: ProtectedShop

beforeAll(async () => {
  platform = await Platform.start(PUBLISHES_CLAUDE_CODE)
  staff = await Staff.signUp(platform.origin)
  shop = await openShop(staff, 'v2')
})
afterAll(async () => {
  await shop?.program.stop()
  await platform?.end()
})

test.each([v1Client, v2Client])(
  'R3.3 the official $name is let in by a document, unregistered, and known by its domain',
  async (generation) => {
    const login = await OauthLogin.open('Not used', new EndUser('Ana Lima').visit, DOCUMENT_URL)
    const client = await generation.overProtectedHttp(shop.url, login)
    onTestFinished(async () => {
      await client.close()
      login.close()
    })
    expect(login.clientInformation()).toMatchObject({ client_id: DOCUMENT_URL })
    login.spoilAccessToken()
    expect((await client.call('get_order', { id: '1042' })).isError).toBeFalsy()
    expect(login.given).toHaveLength(2)

    const fields = { title: generation.name, description: 'By a document.', category: 'Other' }
    const { reference } = await client.report(fields)
    expect(await staff.readTicket(reference!)).toMatchObject({
      reporter: { kind: 'user', name: 'Ana Lima' },
      session: { clientName: 'Claude Code', clientDomain: 'claude.example' },
    })
  },
)
