import { type Database, databaseKinds } from '#testkit/platform/database-kinds.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FIRST_NUMBER } from './db/search-numbers.ts'
import {
  findServersWithSeveralKeys,
  findSignInServers,
} from './domain/authorization/sign-in-server.repository.ts'
import { findUnfinishedErasures } from './domain/privacy/erasure.repository.ts'
import { listServersWithRetention } from './domain/privacy/retention.repository.ts'
import { queueForgottenTickets } from './domain/ticket-search/queue-forgotten-tickets.ts'
import {
  findFinishedOrganizations,
  findOrganizations,
  findUnfinishedOrganizations,
} from './domain/ticket-search/organizations.repository.ts'
import { insertTickets } from './test/insert-tickets.ts'
import { SearchedDesk } from './test/searched-desk.ts'
import { asPlatform } from './test/watch-statements.ts'

/** More than one statement reads. */
const MANY = 2_001
const EACH = 500
/** They come before every id of the platform. Some of them have a finished index, the others one that is being built. */
const FINISHED = (index: number) => `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`
const UNFINISHED = (index: number) => `00000000-0000-7000-9000-${String(index).padStart(12, '0')}`

describe.each(databaseKinds)('what reads the rows of all tenants, on $name', (kind) => {
  let database: Database
  let searched: SearchedDesk
  let em: EntityManager
  beforeAll(async () => {
    database = await kind.create('many_tenants')
    searched = await SearchedDesk.start(database.url)
    em = searched.desk.orm.em
    const at = new Date()
    await insertMany('organization (id, slug, name, created_at)', (index) => [
      FINISHED(index),
      `o-${index}`,
      'O',
      at,
    ])
    await insertMany('search_state (organization_id, next_no, lowest_no)', (index) => [
      FINISHED(index),
      FIRST_NUMBER,
      FIRST_NUMBER,
    ])
    await insertMany(
      'search_state (organization_id, next_no, lowest_no, complete_to_at, complete_to_id)',
      (index) => [UNFINISHED(index), FIRST_NUMBER, FIRST_NUMBER, at, ''],
    )
    await insertMany('erasure (organization_id, reporter_key, started_at)', (index) => [
      FINISHED(index),
      'k',
      at,
    ])
    await insertMany(
      `mcp_server (id, organization_id, slug, name, description, created_at, updated_at, auth_mode, resource_url, retention_days)`,
      (index) => [
        FINISHED(index),
        FINISHED(index),
        `s-${index}`,
        'S',
        '',
        at,
        at,
        'oauth',
        'https://a.example',
        1,
      ],
    )
    for (const toId of [FINISHED, UNFINISHED])
      await insertMany(
        'signing_key (id, organization_id, mcp_server_id, sealed_private_jwk, created_at)',
        (index) => [toId(index), FINISHED(index), FINISHED(index), '', at],
      )
  })
  afterAll(async () => {
    await searched?.desk.close()
    await database?.drop()
  })

  async function insertMany(into: string, rowOf: (index: number) => unknown[]): Promise<void> {
    for (let start = 0; start < MANY; start += EACH) {
      const rows = Array.from({ length: Math.min(EACH, MANY - start) }, (_, index) => rowOf(start + index))
      const places = rows.map((row) => `(${row.map(() => '?').join(', ')})`)
      await em.execute(`insert into ${into} values ${places.join(', ')}`, rows.flat())
    }
  }

  const tomorrow = new Date(Date.now() + 86_400_000)
  const readers: Record<string, () => AsyncIterable<object>> = {
    'organizations to build an index again': () => findOrganizations(em, undefined),
    'organizations with a finished index': () => findFinishedOrganizations(em),
    'organizations with an index that is being built': () => findUnfinishedOrganizations(em),
    'organizations with an erasure': () => findUnfinishedErasures(em, tomorrow),
    'servers with a retention': () => listServersWithRetention(em),
    'servers whose users sign in': () => findSignInServers(em),
    'servers with several signing keys': () => findServersWithSeveralKeys(em),
  }

  it.each(Object.entries(readers))('finds each once: %s', async (_, read) => {
    const found: string[] = []
    await asPlatform(async () => {
      for await (const row of read()) found.push(JSON.stringify(row))
    })
    const ours = found.filter((row) => row.includes('00000000-0000-7000-'))
    expect(ours).toHaveLength(MANY)
    expect(new Set(ours).size).toBe(MANY)
  })

  it('queues a forgotten ticket, however many organizations are before its own', async () => {
    const [{ slug } = { slug: '' }] = await searched.rowsOf<{ slug: string }>('mcp_server')
    await searched.open({ title: 'Order', description: 'It fails.', message: 'x' }, 0)
    await searched.runJob({ olderMs: 0 })
    await insertTickets(searched.desk, slug, 1)
    const platform = { em: em.fork(), now: () => tomorrow, settings: searched.desk.config }
    await asPlatform(() => queueForgottenTickets(platform))
    expect(await searched.rowsOf('search_todo')).toHaveLength(1)
  })
})
