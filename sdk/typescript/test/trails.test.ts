/*
 * Replays sdk/contract/trails.json: the calls of a caller go with a ticket, also when no failing call was found.
 */
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { fixture } from '../../../testkit/contract/fixture.ts'
import { asCaller, type Caller } from '../../../testkit/mcp/shop.ts'

interface TrailCase {
  name: string
  calls: { by: string | null; tool: string; outcome: 'ok' | 'tool-error' }[]
  ticket: { by: string | null; incident: string | null }
  out: { correlation: string; incident: string | null; trail: string[] | null }
}

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(() => platform.stop())

const info = { name: 'shop', version: '3.1.0' }

test.each(fixture<TrailCase[]>('trails'))('R3.2 $name', async ({ calls, ticket, out }) => {
  const obs = createMcpObs({ dsn: platform.dsn, logger: collectLog().logger })
  const failing = new Set(calls.filter(({ outcome }) => outcome !== 'ok').map(({ tool }) => tool))

  /** A client of an endpoint without sessions, whose token says that it is this user. */
  const open = async (by: string | null): Promise<Caller> => {
    const [sub, other] = by?.split(' at ') ?? []
    const authInfo = {
      token: 't',
      clientId: 'c',
      scopes: [],
      extra: { sub, iss: `https://${other ?? 'idp'}.test` },
    }
    const serve = async (request: Request): Promise<Response> => {
      const server = new McpServer(info)
      await obs.attach(server)
      for (const tool of new Set(calls.map((one) => one.tool).filter((tool) => tool !== 'get_support_tool')))
        server.registerTool(tool, {}, () => ({
          content: [{ type: 'text', text: tool }],
          ...(failing.has(tool) && { isError: true }),
        }))
      const transport = new WebStandardStreamableHTTPServerTransport()
      await server.connect(transport)
      return transport.handleRequest(request, by === null ? {} : { authInfo })
    }
    const client = new Client(info)
    await client.connect(
      new StreamableHTTPClientTransport(new URL('http://shop.test/mcp'), {
        fetch: (url, init) => serve(new Request(url, init)),
      }),
    )
    await client.listTools()
    return asCaller(client)
  }

  const callers = new Map<string | null, Caller>()
  const callerOf = async (by: string | null): Promise<Caller> => {
    const caller = callers.get(by) ?? (await open(by))
    callers.set(by, caller)
    return caller
  }
  const ids = new Map<string | null, string>()
  for (const { by, tool } of calls) {
    const { content } = await (await callerOf(by)).call(tool)
    const id = /"(inc_.{16})"/.exec(content.at(-1)?.text ?? '')?.[1]
    if (id !== undefined) ids.set(by, id)
  }
  const { by, incident } = ticket
  const incident_id = incident === 'unknown' ? 'inc_0000000000000000' : ids.get(incident)
  const result = await (await callerOf(by)).report(incident === null ? {} : { incident_id })
  expect(result).toMatchObject({ outcome: 'recorded', context_attached: out.incident !== null })
  const { correlation, incident: sent, trail } = platform.posts[0]!.body.context!
  expect({
    correlation,
    incident: sent?.tool ?? null,
    trail: trail?.map(({ tool }) => tool) ?? null,
  }).toEqual(out)
})
