import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aroundStatements } from '../../test/around-statements.ts'
import { databases } from '../../test/databases.ts'
import { addEndUser } from '../../test/end-users.ts'
import { ticketBody } from '../../test/sdk-caller.ts'
import { SearchedDesk } from '../../test/searched-desk.ts'
import { storedRows } from '../../test/stored-rows.ts'
import { emailKeysOf } from '../reporter-key.ts'
import { beginRebuild, continueRebuild } from '../ticket-search/rebuild-index.ts'
import { finishErasures } from './finish-erasures.ts'

const EMAIL = 'ana@acme.test'
/** More than one batch of an erasure. */
const TICKETS = 60

/** The statement that takes away what tickets say. */
const ERASING = /^update support_ticket .*set title/

/** The app secret was changed, and the tickets of an address move from the key of the old one to that of the new one. */
describe.each(databases)('erasing an address whose key changes on $name', ({ url, name }) => {
  let searched: SearchedDesk
  beforeEach(async () => {
    searched = await SearchedDesk.start(url)
    for (let index = 0; index < TICKETS; index++)
      await searched.desk.sdk.openTicket(
        ticketBody({ title: `canary ${index}`, description: 'canarywords', email: EMAIL }),
      )
    await searched.runJob()
  })
  afterEach(() => searched.desk.close())

  /** As a restart with another secret does it. */
  const rotate = () => {
    const { config } = searched.desk
    Object.assign(config, { previousAppSecret: config.appSecret, appSecret: 'n'.repeat(40) })
  }
  const erase = (email = EMAIL) =>
    searched.desk.staff.visitor.mutate('privacy.erase', { org: searched.desk.staff.org, email })
  const job = () => ({ em: searched.desk.orm.em.fork(), now: () => new Date(Date.now() + 120_000) })
  const rebuild = async () => {
    await beginRebuild(searched.scope)
    while (await continueRebuild(searched.scope)) continue
  }
  const rekey = (ids: string[], key = emailKeysOf(searched.scope, EMAIL)[0]) =>
    searched.desk.orm.em
      .fork()
      .execute('update support_ticket set reporter_key = ? where organization_id = ? and id in (?)', [
        key,
        searched.organizationId,
        ids,
      ])
  const left = async () =>
    (await storedRows(searched.desk, searched.desk.staff.org))
      .split('\n')
      .filter((row) => /ana@|canary|^erasure /.test(row))
      .map((row) => row.slice(0, 60))
  const storedKeys = async () =>
    (await searched.rowsOf<{ reporter_key: string }>('erasure')).map((row) => row.reporter_key).toSorted()
  /** The oldest first. */
  const tickets = async () =>
    (await searched.rowsOf<{ id: string; reference: string }>('support_ticket')).toSorted((one, other) =>
      one.id < other.id ? -1 : 1,
    )
  /** Ends the request before its first batch, as a process that is killed does. */
  const kill = async (email = EMAIL) => {
    let isKilled = false
    aroundStatements({
      before: async (sql) => {
        if (isKilled || !ERASING.test(sql)) return
        isKilled = true
        throw new Error('killed')
      },
    })
    await expect(erase(email)).rejects.toThrow('internal-error')
    expect(isKilled).toBe(true)
  }

  it('takes a ticket that the index gives its new key between two batches', async () => {
    rotate()
    const newest = (await tickets()).at(-1)!.reference
    await searched.change(newest, 'updateStatus', { status: 'in_progress' })
    // SQLite has one writer, so that the job waits for the end of the first batch. MySQL: between it and the second.
    const [statement, place] = name === 'SQLite' ? [ERASING, 1] : [/^select id from/, 2]
    let seen = 0
    let indexing: Promise<void> | undefined
    aroundStatements({
      before: async (sql) => {
        if (!statement.test(sql) || ++seen !== place) return
        indexing = searched.runJob()
        if (name === 'MySQL') await indexing
      },
    })
    expect(await erase()).toEqual({ tickets: TICKETS, isDone: true })
    await indexing
    await searched.runJob()
    expect(await left()).toEqual([])
  })

  // SQLite has one writer.
  it.skipIf(name === 'SQLite')('finds tickets that move between the look-ups of two keys', async () => {
    rotate()
    const ids = (await tickets()).map(({ id }) => id)
    // Keys are looked up in their order.
    const [first, second] = emailKeysOf(searched.scope, EMAIL).toSorted()
    await rekey(ids, second)
    let looked = 0
    aroundStatements({
      after: async (sql) => {
        if (sql.startsWith('select id from support_ticket') && ++looked === 1) await rekey(ids, first)
      },
    })
    await erase()
    const rows = await searched.rowsOf<{ title: string }>('support_ticket')
    expect(rows.filter(({ title }) => title.includes('canary'))).toEqual([])
  })

  it('is stored for all keys, and goes on by the job with tickets that have moved', async () => {
    rotate()
    await kill()
    expect(await storedKeys()).toEqual(emailKeysOf(searched.scope, EMAIL).toSorted())
    await rekey((await tickets()).slice(30).map(({ id }) => id))
    await finishErasures(job())
    await searched.runJob()
    expect(await left()).toEqual([])
  })

  it.each(['the job', 'the same call'])(
    'that began before the secret was changed is ended by %s',
    async (by) => {
      await kill()
      rotate()
      await rebuild()
      if (by === 'the job') await finishErasures(job())
      else await erase()
      await searched.runJob()
      expect(await left()).toEqual([])
    },
  )

  it('of an address that has users only is stored for all keys, too', async () => {
    rotate()
    const user = await addEndUser(searched.desk, searched.desk.server.slug, { email: 'bo@acme.test' })
    await kill('bo@acme.test')
    expect(await storedKeys()).toEqual([user.id, ...emailKeysOf(searched.scope, 'bo@acme.test')].toSorted())
    await finishErasures(job())
    expect(await searched.rowsOf('erasure')).toEqual([])
    expect(await searched.rowsOf('mcp_server_user')).toEqual([])
  })

  // SQLite has one writer.
  it.skipIf(name === 'SQLite')('goes on where somebody else deletes a whole batch meanwhile', async () => {
    let isDeleted = false
    aroundStatements({
      after: async (sql) => {
        if (isDeleted || !sql.startsWith('select id from support_ticket')) return
        isDeleted = true
        const em = searched.desk.orm.em.fork()
        const ids = (await tickets()).slice(0, 50).map(({ id }) => id)
        for (const [table, column] of [
          ['support_ticket_event', 'support_ticket_id'],
          ['support_ticket', 'id'],
        ])
          await em.execute(`delete from ${table} where organization_id = ? and ${column} in (?)`, [
            searched.organizationId,
            ids,
          ])
      },
    })
    expect(await erase()).toEqual({ tickets: TICKETS - 50, isDone: true })
    expect(await storedKeys()).toEqual([])
    const rows = await searched.rowsOf<{ title: string }>('support_ticket')
    expect(rows.map(({ title }) => title)).toEqual(Array.from({ length: TICKETS - 50 }, () => ''))
  })
})
