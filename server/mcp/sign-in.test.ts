import type { ConnectedAgentDto } from '#shared/agent.ts'
import { askDesk } from '#testkit/mcp/agents.ts'
import { OauthLogin } from '#testkit/mcp/oauth-login.ts'
import { v1Client, v2Client } from '#testkit/mcp/official-clients.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { ConnectingMember } from '#testkit/staff/connecting-member.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { signUpStaff, type Staff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'

const READING = ['tickets:read', 'servers:read'] as const
/** Where the document of a client like Claude Code is. */
const DOCUMENT = 'https://claude.example/client.json'

describe.each(databases)('official clients sign in to the desk on $name', ({ url }) => {
  let desk: TestApp
  let staff: Staff
  let origin: string
  let member: ConnectingMember
  beforeAll(async () => {
    const port = await freePort()
    origin = `http://localhost:${port}`
    const test = await startTestApp(url, { appOrigin: origin })
    const published = { client_id: DOCUMENT, client_name: 'Claude Code', redirect_uris: LOOPBACK }
    const findFetch = async () => async () => Response.json(published)
    const app = await buildApp({ config: test.config, orm: test.orm, findFetch })
    desk = { ...test, app, close: () => app.close().then(test.close) }
    staff = await signUpStaff(app)
    await app.listen({ host: '127.0.0.1', port })
    member = new ConnectingMember(origin, staff.visitor.cookie!, { org: staff.org, scopes: READING })
  })
  afterAll(() => desk.close())

  const listAgents = () => staff.visitor.query<ConnectedAgentDto[]>('agent.listOwn', { org: staff.org })

  it.each([
    { client: v1Client, by: 'registration', documentUrl: undefined },
    { client: v2Client, by: 'registration', documentUrl: undefined },
    { client: v1Client, by: 'document', documentUrl: DOCUMENT },
    { client: v2Client, by: 'document', documentUrl: DOCUMENT },
  ])(
    '$client.name, by $by: from 401 to a tool, on a new token, and after the end of its access',
    async ({ client, documentUrl }) => {
      const login = await OauthLogin.open('laptop', member.visit, documentUrl)
      const agent = await client.overProtectedHttp(`${origin}/mcp`, login)
      expect((await askDesk(agent, 'search_tickets')).isError).toBe(false)
      expect(login.given.map(({ scope }) => scope)).toEqual([READING.join(' ')])
      const { visits } = member

      login.spoilAccessToken()
      expect((await askDesk(agent, 'list_servers')).isError).toBe(false)
      expect([login.given.length, member.visits - visits]).toEqual([2, 0])

      const [connected] = await listAgents()
      expect(connected).toMatchObject({
        clientName: documentUrl ? 'Claude Code' : 'laptop',
        clientDomain: documentUrl ? 'claude.example' : null,
        redirectHost: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        scopes: READING,
      })
      await staff.visitor.mutate('agent.revoke', { org: staff.org, agentId: connected!.id })
      // It asks its user again at once; this attempt goes on with the next connection.
      await expect(agent.call('list_servers')).rejects.toThrow(/unauthorized/i)
      await login.callback()
      await agent.close()
      const again = await client.overProtectedHttp(`${origin}/mcp`, login)
      expect((await askDesk(again, 'list_servers')).isError).toBe(false)
      await again.close()
      login.close()
    },
  )

  it('asks the member for more when a tool needs it', async () => {
    member.approval = { org: staff.org, scopes: ['servers:read'] }
    const login = await OauthLogin.open('laptop', member.visit)
    const agent = await v2Client.overProtectedHttp(`${origin}/mcp`, login)
    member.approval = { org: staff.org, scopes: READING }
    const { visits } = member
    await expect(agent.call('search_tickets')).rejects.toThrow(/unauthorized/i)
    expect(member.visits).toBe(visits + 1)
    expect((await login.callback()).get('code')).toBeTruthy()
    await agent.close()
    login.close()
  })
})

/** As Claude Code has them: without a port. */
const LOOPBACK = ['http://localhost/callback', 'http://127.0.0.1/callback']
