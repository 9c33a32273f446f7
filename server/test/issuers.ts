import type { FastifyInstance } from 'fastify'
import { AgentVisitor } from './agent-visitor.ts'
import { callTool } from './call-tool.ts'
import { databases } from './databases.ts'
import { createServer, signUpStaff } from './factories.ts'
import type { TestApp } from './harness.ts'
import { OauthVisitor, type Tokens } from './oauth-flow.ts'
import { SdkCaller, ticketBody } from './sdk-caller.ts'
import { OAUTH } from './signed-in.ts'

/** One authorization server, for tests that hold for both kinds. */
export interface TestIssuer {
  host: string
  resource: string
  /** All that a client can be given. */
  scope: string
  /** Where a person is asked. */
  page: RegExp
  /** What the person does there who refuses. */
  refuse: string
  /** A client, and a person who agrees to all. */
  visitor: (app?: FastifyInstance) => OauthVisitor
  /** Uses an access token where it is good for something. @returns the status, and the code of a refusal */
  use: (tokens: Tokens) => Promise<string>
}

interface Kind {
  issuer: string
  open: (desk: TestApp) => Promise<TestIssuer>
}

const KINDS: readonly Kind[] = [
  {
    issuer: 'an MCP server’s users',
    open: async ({ app }) => {
      const server = await createServer(await signUpStaff(app), OAUTH)
      return {
        host: server.host,
        resource: OAUTH.resourceUrl,
        scope: 'mcp',
        page: /\/sign-in\//,
        refuse: 'cancel',
        visitor: (at = app) => new OauthVisitor(at, server.host),
        use: async ({ access_token: token }) => {
          const headers = { authorization: `Bearer ${token}` }
          const answer = await new SdkCaller(app, server).openTicket(ticketBody(), headers)
          return answer.statusCode === 201 ? 'accepted' : answer.json<{ code: string }>().code
        },
      }
    },
  },
  {
    issuer: 'staff',
    open: async ({ app }) => {
      const staff = await signUpStaff(app)
      return {
        host: 'localhost:3000',
        resource: 'http://localhost:3000/mcp',
        scope: 'tickets:read tickets:write servers:read',
        page: /\/connect\//,
        refuse: 'decline',
        visitor: (at = app) => new AgentVisitor(at, staff),
        use: async ({ access_token: token }) =>
          (await callTool(app, token, 'list_servers')).code ?? 'accepted',
      }
    },
  },
]

/** Each database with each kind of authorization server. */
export const issuers = databases.flatMap((database) => KINDS.map((kind) => ({ ...database, ...kind })))
