import {
  Client as ClientV2,
  StreamableHTTPClientTransport as HttpV2,
  UnauthorizedError as UnauthorizedV2,
} from '@modelcontextprotocol/client'
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio'
import { UnauthorizedError as UnauthorizedV1 } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { McpClient, type OfficialClient } from './mcp-client.ts'
import type { OauthLogin } from './oauth-login.ts'

interface StdioCommand {
  command: string
  args: string[]
  cwd: string
  env: Record<string, string>
}

/** The official client of one generation. The name is what it calls itself. */
export interface Generation {
  name: string
  overHttp(url: string, clientName?: string): Promise<McpClient>
  /** To a protected server: the client goes through the sign-in by itself, and asks `login` for its user's part. */
  overProtectedHttp(url: string, login: OauthLogin, clientName?: string): Promise<McpClient>
  overStdio(command: StdioCommand): Promise<McpClient>
}

async function connect(client: unknown, transport: unknown): Promise<McpClient> {
  const official = client as OfficialClient
  await official.connect(transport)
  return new McpClient(official)
}

export const v1Client: Generation = {
  name: 'v1 client',
  overHttp: (url, clientName) => connect(newV1(clientName), new HttpV1(new URL(url))),
  async overProtectedHttp(url, login, clientName) {
    const open = () => new HttpV1(new URL(url), { authProvider: login })
    const first = open()
    try {
      return await connect(newV1(clientName), first)
    } catch (error) {
      if (!(error instanceof UnauthorizedV1)) throw error
    }
    await first.finishAuth((await login.callback()).get('code') ?? '')
    return connect(newV1(clientName), open())
  },
  overStdio: (command) => connect(newV1(), new StdioV1(command)),
}

/** The newest client. It speaks 2026-07-28 where the server does, else the handshake of before. */
export const v2Client: Generation = createV2('v2 client', 'auto')

/** The newest client, set to the handshake of before. */
export const v2LegacyClient: Generation = createV2('v2 client, legacy', 'legacy')

function createV2(name: string, mode: 'auto' | 'legacy'): Generation {
  const create = (clientName?: string) => new ClientV2(infoOf(clientName), { versionNegotiation: { mode } })
  return {
    name,
    overHttp: (url, clientName) => connect(create(clientName), new HttpV2(new URL(url))),
    async overProtectedHttp(url, login, clientName) {
      const open = () => new HttpV2(new URL(url), { authProvider: login })
      const first = open()
      try {
        return await connect(create(clientName), first)
      } catch (error) {
        if (!(error instanceof UnauthorizedV2)) throw error
      }
      await first.finishAuth(await login.callback())
      return connect(create(clientName), open())
    },
    overStdio: (command) => connect(create(), new StdioV2(command)),
  }
}

function newV1(name?: string): ClientV1 {
  return new ClientV1(infoOf(name))
}

function infoOf(name = 'e2e-client') {
  return { name, version: '1.0.0' }
}
