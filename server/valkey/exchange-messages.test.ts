import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { TcpProxy } from '#testkit/network/tcp-proxy.ts'
import { watchChanges } from '#testkit/staff/watch-changes.ts'
import { hasValkey, TestValkey } from '#testkit/valkey/start-valkey.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { runStatement } from '../db/statement.ts'
import { publishChangeSql } from '../domain/publish-change.ts'
import { databases } from '../test/databases.ts'
import { createServer, signUpStaff, type Staff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { openTestValkey } from '../test/limiter-stores.ts'

/** The platform, and something that has its Valkey and its database, as another process of it has. */
describe.runIf(hasValkey)('processes wake each other', () => {
  let server: TestValkey
  let platform: TestApp
  let staff: Staff
  let organizationId: string
  let other: Awaited<ReturnType<typeof openTestValkey>>
  const heard: string[] = []
  beforeAll(async () => {
    server = await TestValkey.start()
    platform = await startTestApp(databases[0]!.url, { valkeyUrl: server.url })
    await platform.app.listen({ host: '127.0.0.1', port: 0 })
    staff = await signUpStaff(platform.app)
    const { appSecret } = platform.config
    other = await openTestValkey(server.url, (id) => heard.push(id), appSecret)
    const rows = await platform.orm.em
      .fork()
      .execute<{ id: string }[]>('select id from organization where slug = ?', [staff.org])
    organizationId = rows[0]!.id
  })
  afterAll(async () => {
    other.valkey.close()
    await platform.close()
    await server.kill()
  })
  // Without the timer of the feed, what is told was told because of a message. (`waitFor` would move its clock.)
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval'] }))
  afterEach(() => void vi.useRealTimers())

  const watch = () => {
    const { port } = platform.app.server.address() as AddressInfo
    const { host } = new URL(platform.config.appOrigin)
    return watchChanges({ port, host, cookie: staff.visitor.cookie, org: staff.org })
  }
  /** A change of the other process: this one hears of it through the database and Valkey only. */
  const writeElsewhere = async (reference: string) => {
    const em = platform.orm.em.fork()
    await runStatement(em, publishChangeSql(em, organizationId, { type: 'ticket-opened', reference }))
  }
  /** Wakes until the change is told: the platform may not have subscribed yet. @returns what is told */
  const hear = async (stream: Awaited<ReturnType<typeof watch>>, reference: string) => {
    await writeElsewhere(reference)
    const told = stream.expect(new RegExp(`"ticket-opened","reference":"${reference}"`))
    while (!(await Promise.race([told, sleep(20)]))) other.valkey.wakeOthers(organizationId)
    return String(await told)
  }

  it('a change of another process is told at once, also after Valkey was away', async () => {
    const stream = await watch()
    expect(await hear(stream, 'TK-ELSE')).toContain('TK-ELSE')
    await server.kill()
    await server.start()
    while (!/^up,\w+,up$/.test(other.states.join())) await sleep(20)
    expect(await hear(stream, 'TK-AGAIN')).toContain('TK-AGAIN')
    stream.close()
  })

  it('a connection that is lost without a word is noticed, and made again', async () => {
    vi.useRealTimers()
    const network = new TcpProxy(server.port)
    await network.listen()
    const told: string[] = []
    const { appSecret } = platform.config
    const { valkey } = await openTestValkey(
      `redis://127.0.0.1:${network.port}`,
      (id) => told.push(id),
      appSecret,
    )
    onTestFinished(async () => {
      valkey.close()
      await network.stop()
    })
    const hearAgain = async () => {
      told.length = 0
      while (told.length === 0) {
        other.valkey.wakeOthers(organizationId)
        await sleep(20)
      }
    }
    await hearAgain()
    network.lose()
    await hearAgain()
    expect(told).toContain(organizationId)
  })

  it('a change of this process is said to the others, with nothing but the id of the organization', async () => {
    const { slug } = await createServer(staff)
    heard.length = 0
    const words = { title: 'Live', description: 'x', category: 'Other' }
    while (heard.length === 0) {
      await staff.visitor.mutate('supportTicket.open', { org: staff.org, server: slug, words })
      await sleep(20)
    }
    expect(new Set(heard)).toEqual(new Set([organizationId]))
  })
  it('of many changes in a moment a few are said, and the last one also by a process that ends', async () => {
    const { valkey } = await openTestValkey(server.url, () => {}, platform.config.appSecret)
    onTestFinished(() => valkey.close())
    for (let count = 0; count < 50; count++) valkey.wakeOthers('one')
    valkey.close()
    await vi.waitFor(() => expect(heard.filter((id) => id === 'one')).toHaveLength(2))
  })
})
