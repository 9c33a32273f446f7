import type { CreatedAccessTokenDto } from '#shared/access-token.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { AgentVisitor } from '../test/agent-visitor.ts'
import { callTool } from '../test/call-tool.ts'
import { databases } from '../test/databases.ts'
import { signUpStaff, type Staff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { listen } from '../test/raw-http.ts'
import { sendHttp } from '../test/send-http.ts'
import type { AttachToDesk } from './create-desk-server.ts'

const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
const _meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'x', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
}

describe('clients of the desk that do things in their own way', () => {
  let desk: TestApp
  let staff: Staff
  let port: number
  let token: string
  beforeAll(async () => {
    desk = await startTestApp(databases[0]!.url)
    staff = await signUpStaff(desk.app)
    port = await listen(desk.app)
    const input = { org: staff.org, name: 'laptop', scopes: ['tickets:read'] }
    token = (await staff.visitor.mutate<CreatedAccessTokenDto>('accessToken.create', input)).secret
  })
  afterAll(() => desk.close())

  const send = (message: object, headers: Record<string, string> = {}, path = '/mcp', method = 'POST') =>
    sendHttp(port, {
      method,
      path,
      headers: {
        host: 'localhost:3000',
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        ...headers,
      },
      ...(method === 'POST' && { body: JSON.stringify(message) }),
    })

  it.each([
    'application/json, text/event-stream',
    'Application/JSON;q=0.9, TEXT/Event-Stream;q=0.8',
    'application/*, text/*',
    'text/html, */*;q=0.1',
    undefined,
  ])('200: takes both forms of an answer with Accept: %s', async (accept) => {
    const answer = await send(LIST, accept === undefined ? {} : { accept })
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('search_tickets') })
  })

  it.each(['application/json', 'text/event-stream', 'text/html', 'application/json, text/event-stream;q=0'])(
    '406: takes one of them only, or none, with Accept: %s',
    async (accept) => {
      const answer = await send(LIST, { accept })
      expect(answer).toMatchObject({ status: 406, body: expect.stringContaining('must accept both') })
    },
  )

  it.each([
    { ...LIST, params: { cursor: 7 } },
    { ...LIST, method: 'prompts/list', params: { cursor: {} } },
    { ...LIST, method: 'prompts/get', params: { name: 'fix_ticket', arguments: { reference: 7 } } },
    { ...LIST, method: 'initialize' },
    { ...LIST, method: 'initialize', params: { protocolVersion: 7 } },
    { ...LIST, method: 'tools/call' },
    { ...LIST, method: 'tools/call', params: { name: 'get_ticket', arguments: [] } },
  ])('−32602: %j has parameters that its method does not take', async (message) => {
    const answer = await send(message)
    expect(answer.body).toMatch(/"code":-32602\b/)
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': message.method }
    const { params } = message as { params?: object }
    const newer = await send({ ...message, params: { _meta, ...params } }, headers)
    expect(newer.body).not.toContain('-32603')
  })

  it('initialize is no method of the newer protocol', async () => {
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'initialize' }
    const answer = await send({ ...LIST, method: 'initialize', params: { _meta } }, headers)
    expect(answer).toMatchObject({ status: 404, body: expect.stringContaining('-32601') })
  })

  it.each(['tools/list', 'prompts/list'])('%s of the newer protocol is answered', async (method) => {
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method }
    const answer = await send({ ...LIST, method, params: { _meta } }, headers)
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('"result"') })
  })

  it('the address with a last slash is the same', async () => {
    expect((await send(LIST, {}, '/mcp/')).body).toContain('search_tickets')
    const nobody = await send(LIST, { authorization: '' }, '/mcp/')
    expect(nobody).toMatchObject({
      status: 401,
      headers: {
        'access-control-allow-origin': '*',
        'www-authenticate': expect.stringContaining('/oauth-protected-resource/mcp"'),
      },
    })
    expect(await send(LIST, {}, '/mcp/', 'GET')).toMatchObject({ status: 405, headers: { allow: 'POST' } })
    const asked = { 'access-control-request-headers': 'authorization' }
    expect((await send(LIST, asked, '/mcp/', 'OPTIONS')).status).toBe(204)
  })

  it('403: a tool that begins late needs another scope, too', async () => {
    const attachToDesk: AttachToDesk = async (server) => {
      const connect = server.connect.bind(server)
      server.connect = async (transport) => {
        await connect(transport)
        const { onmessage } = transport
        Object.assign(transport, {
          onmessage: (...heard: Parameters<NonNullable<typeof onmessage>>) =>
            void sleep(50).then(() => onmessage?.(...heard)),
        })
      }
    }
    const { config, orm } = desk
    const app = await buildApp({ config, orm, attachToDesk })
    const { access_token: agent } = await new AgentVisitor(app, staff).connect(['servers:read'])
    const answer = await callTool(app, agent, 'search_tickets')
    expect(answer).toMatchObject({ status: 403, code: 'insufficient-scope' })
    await app.close()
  })
})
