import type { FastifyInstance } from 'fastify'
import { AgentVisitor } from './agent-visitor.ts'
import { callTool } from './call-tool.ts'
import type { Tokens } from './oauth-flow.ts'
import type { Desk } from './sdk-caller.ts'

/** A member's day with agents: one with a secret, one that uses a code twice, and a request left open. */
export async function connectAgents(desk: Desk, app: FastifyInstance): Promise<void> {
  const agent = new AgentVisitor(app, desk.staff)
  const registered = await agent.register({ token_endpoint_auth_method: 'client_secret_post' })
  const { client_secret: secret } = registered.json<{ client_secret: string }>()
  const code = (await agent.authorize()).searchParams.get('code')!
  const tokens = (await agent.redeem(code, { client_secret: secret })).json<Tokens>()
  await callTool(app, tokens.access_token, 'list_servers')
  await callTool(app, `${tokens.access_token.slice(0, -6)}AAAAAA`, 'list_servers')
  await agent.refresh(tokens.refresh_token, { client_secret: secret })
  const other = new AgentVisitor(app, desk.staff)
  const again = (await other.authorize()).searchParams.get('code')!
  await other.redeem(again)
  await other.redeem(again)
  await other.open()
}
