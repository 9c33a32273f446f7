import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { type Desk, refusalOf, startDesk, ticketBody } from '../test/sdk-caller.ts'

const KEY = `v1_${'7'.repeat(64)}`

// SQLite has one writer, which waits for nobody.
describe.each(databases.filter(({ name }) => name === 'MySQL'))('a ticket that waits on $name', ({ url }) => {
  let desk: Desk
  let other: Connection
  beforeAll(async () => {
    desk = await startDesk(url)
    other = await createConnection(desk.config.databaseUrl)
    // As if its request had not committed it yet.
    await post()
    // Of this organization alone: Vitess changes 10,000 rows in one statement at most, and other tests have written more.
    const [[row]] = await other.query<RowDataPacket[]>('select id from organization where slug = ?', [
      desk.staff.org,
    ])
    const own = 'where organization_id = ?'
    await other.query(`create table twin as select * from support_ticket ${own}`, [row!.id])
    for (const table of ['support_ticket_event', 'support_ticket'])
      await other.query(`delete from ${table} ${own}`, [row!.id])
  })
  afterAll(async () => {
    await other.query('drop table if exists twin')
    await other.end()
    await desk.close()
  })

  const post = () => desk.sdk.openTicket(ticketBody(), { 'idempotency-key': KEY })

  it('for the same request is told so', async () => {
    await other.query('begin')
    await other.query('insert into support_ticket select * from twin')
    const answer = await post()
    expect([refusalOf(answer), answer.headers['retry-after']]).toEqual(['409 request-in-progress', '1'])
    await other.query('rollback')
  })

  it('for a table that others have locked is told that the service is not there', async () => {
    await other.query('lock tables support_ticket read')
    const answer = await post()
    expect([refusalOf(answer), answer.headers['retry-after']]).toEqual([
      '503 service-unavailable',
      expect.stringMatching(/^[1-3]$/),
    ])
    await other.query('unlock tables')
    expect((await post()).statusCode).toBe(201)
  })
})
