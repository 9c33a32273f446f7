import { type CreatedAccessTokenDto, SCOPES } from '#shared/access-token.ts'
import { AGENT_CLIENTS, askDesk } from '#testkit/mcp/agents.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { listen } from '../test/raw-http.ts'
import { type Desk, startDesk, ticketBody } from '../test/sdk-caller.ts'
import { TOOLS } from './tools.ts'

describe.each(databases)('the desk for agents on $name', ({ url }) => {
  let desk: Desk
  let address: string
  let token: string
  beforeAll(async () => {
    desk = await startDesk(url)
    address = `http://localhost:${await listen(desk.app)}/mcp`
    const { visitor, org } = desk.staff
    const created = await visitor.mutate<CreatedAccessTokenDto>('accessToken.create', {
      org,
      name: 'laptop',
      scopes: SCOPES,
    })
    token = created.secret
  })
  afterAll(() => desk.close())

  describe.each(AGENT_CLIENTS)('$name', ({ name, open }) => {
    it('lists the tools and finds a ticket', async () => {
      const agent = await open(address, token)
      expect(await agent.toolNames()).toEqual(TOOLS.map(({ entry }) => entry.name))
      const opened = await desk.sdk.openTicket(ticketBody({ title: `For ${name}` }))
      const { ticket } = opened.json<{ ticket: { reference: string } }>()
      const { facts } = await askDesk(agent, 'search_tickets', { status: 'open' })
      expect(facts.tickets).toContainEqual(expect.objectContaining({ reference: ticket.reference }))
      await agent.close()
    })

    it('offers prompts that a person starts', async () => {
      const agent = await open(address, token)
      expect(await agent.promptNames()).toEqual(['triage_queue', 'fix_ticket'])
      expect(await agent.prompt('fix_ticket', { reference: 'tk 7f3k 9q2m' })).toContain('TK-7F3K-9Q2M')
      expect(await agent.prompt('triage_queue', {})).toContain('Change no ticket')
      await agent.close()
    })
  })
})
