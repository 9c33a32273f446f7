import type { TicketPageDto } from '#shared/support-ticket.ts'
import { postTicket } from '#testkit/mcp/sdk-caller.ts'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { run } from '#testkit/processes/program.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { describe, expect, it, onTestFinished, vi } from 'vitest'

describe.each(databaseKinds)('the search of a running platform on $name', (database) => {
  it('finds a ticket soon after it was opened, and goes on while a command builds the index again', async () => {
    const platform = await Platform.start({}, database, 'search_process')
    onTestFinished(() => platform.end())
    const staff = await Staff.signUp(platform.origin)
    const { dsn } = await staff.addServer('shop')
    const open = async (title: string) => {
      const { status, body } = await postTicket(dsn, { title, description: 'x', category: 'Other' })
      expect(status).toBe(201)
      return body.ticket?.reference
    }
    const find = async (query: string): Promise<TicketPageDto> => staff.listTickets({ query })
    const isFound = async (query: string, reference: string | undefined) => {
      const { tickets, searchedTo } = await find(query)
      expect(searchedTo).toBeUndefined()
      expect(tickets.map((each) => each.reference)).toEqual([reference])
    }

    const first = await open('Lieferung fehlt')
    await vi.waitFor(() => isFound('liefer', first), { timeout: 20_000, interval: 100 })
    const command = run('server/cli/search.ts', { args: ['rebuild'], env: platform.settings })
    const second = await open('配送が届きません')
    expect(await command).toEqual({ code: 0, output: 'Rebuilt: 1 organization(s)\n' })
    await vi.waitFor(() => isFound('配送', second), { timeout: 20_000, interval: 100 })
    await isFound('lieferung', first)
    const unknown = await run('server/cli/search.ts', {
      args: ['rebuild', '--org', 'no'],
      env: platform.settings,
    })
    expect(unknown.code).toBe(1)
    expect((await run('server/cli/search.ts', { args: ['build'], env: platform.settings })).code).toBe(2)
  })
})
