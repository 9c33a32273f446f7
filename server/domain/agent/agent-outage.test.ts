import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { NoPlaceError } from '../../db/places.ts'
import { AgentVisitor } from '../../test/agent-visitor.ts'
import { databases } from '../../test/databases.ts'
import type { Tokens } from '../../test/oauth-flow.ts'
import { type Desk, startDesk } from '../../test/sdk-caller.ts'

describe.each(databases)('an agent in an outage, on $name', ({ url }) => {
  let desk: Desk
  beforeAll(async () => {
    desk = await startDesk(url)
  })
  afterAll(() => desk.close())

  it('503: no connection is free for its new tokens, and its refresh token still works', async () => {
    const agent = new AgentVisitor(desk.app, desk.staff)
    await agent.register()
    const code = (await agent.authorize()).searchParams.get('code')!
    const { refresh_token: token } = (await agent.redeem(code)).json<Tokens>()
    const connection = desk.orm.em.getConnection() as unknown as { writeTogether: () => Promise<void> }
    vi.spyOn(connection, 'writeTogether').mockRejectedValueOnce(new NoPlaceError())
    const refused = await agent.refresh(token)
    expect([refused.statusCode, refused.json<{ error: string }>().error]).toEqual([
      503,
      'temporarily_unavailable',
    ])
    vi.restoreAllMocks()
    expect((await agent.refresh(token)).statusCode).toBe(200)
  })
})
