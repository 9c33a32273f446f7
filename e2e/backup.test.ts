import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { FIELDS } from '#testkit/end-user/ticket-fields.ts'
import { sendOverHttp } from '#testkit/http/send.ts'
import { postTicket } from '#testkit/mcp/sdk-caller.ts'
import { backUp, destroy, restore } from '#testkit/platform/back-up.ts'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { run } from '#testkit/processes/program.ts'
import { Staff } from '#testkit/staff/staff.ts'

const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-backup-'))
afterAll(() => rmSync(folder, { recursive: true }))

const RESOURCE = 'https://mcp.example.com/mcp'
const WRITERS = 4

describe.each(databaseKinds)('a backup on $name', (database) => {
  test('is taken while tickets arrive, and has all that was acknowledged before it', async () => {
    const platform = await Platform.start({}, database, 'backup')
    onTestFinished(() => platform.end().catch(() => {}))
    const url = platform.databaseUrl
    const staff = await Staff.signUp(platform.origin)
    const shop = await staff.addServer('shop')
    const portal = await staff.addServer('portal', { authMode: 'oauth', resourceUrl: RESOURCE })
    const readKeys = async () =>
      (await sendOverHttp({ method: 'GET', host: portal.host, path: '/oauth/jwks', headers: {} })).body
    const keys = await readKeys()

    const opened: string[] = []
    const over = new AbortController()
    const write = async (writer: number) => {
      for (let n = 0; !over.signal.aborted; n++) {
        const fields = { ...FIELDS, title: `Ticket ${writer}-${n}`, description: 'Ünïcödé 🎫 \\ \' "' }
        const { body } = await postTicket(shop.dsn, fields)
        opened.push(body.ticket!.reference)
      }
    }
    const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer))
    await expect.poll(() => opened.length).toBeGreaterThan(20)
    const before = [...opened]
    const file = join(folder, database.name)
    await backUp(url, file)
    over.abort()
    await Promise.all(writers)
    const { length: all } = opened

    await platform.program.stop()
    await destroy(url)
    const lost = await run('server/cli/secrets.ts', { args: ['check'], env: { DATABASE_URL: url } })
    expect(lost.code).toBe(1)
    await restore(url, file)
    await platform.start()

    for (const reference of before) {
      const ticket = await staff.readTicket(reference)
      expect([ticket.description, ticket.events.map(({ type }) => type)]).toEqual([
        'Ünïcödé 🎫 \\ \' "',
        ['opened'],
      ])
    }
    const { total } = await countTickets(staff)
    expect(total).toBeGreaterThanOrEqual(before.length)
    expect(total).toBeLessThanOrEqual(all)
    expect(await readKeys()).toBe(keys)
    const secrets = await run('server/cli/secrets.ts', { args: ['check'], env: { DATABASE_URL: url } })
    expect([secrets.code, secrets.output]).toEqual([0, expect.not.stringMatching(/[1-9]\d* with neither/)])
    expect((await postTicket(shop.dsn, FIELDS)).status).toBe(201)
  })
})

async function countTickets(staff: Staff): Promise<{ total: number }> {
  let total = 0
  let cursor: string | undefined
  do {
    const page = await staff.listTickets({}, cursor)
    total += page.tickets.length
    cursor = page.older
  } while (cursor !== undefined)
  return { total }
}
