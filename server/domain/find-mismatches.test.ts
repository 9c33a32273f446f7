import { databases } from '../test/databases.ts'
import { startTestApp } from '../test/harness.ts'
import { OtherProcesses, readShown } from '../test/other-processes.ts'
import { describe, expect, it } from 'vitest'
import type { DomainSettings } from './context.ts'
import { findMismatches } from './find-mismatches.ts'

const SAME = { APP_ORIGIN: false, BASE_DOMAIN: false, VALKEY_URL: false }
const mySql = databases.filter(({ name }) => name === 'MySQL')

describe.each(mySql)('another process on $name', ({ url }) => {
  const others = OtherProcesses.on(url)
  const find = (changed: Partial<DomainSettings>) =>
    findMismatches({ em: others.em, settings: { ...others.platform.config, ...changed } })
  /** What a process with these settings shows. */
  async function show(changed: Partial<DomainSettings>): Promise<string> {
    await find(changed)
    const [row] = await readShown(others.em)
    await others.forget()
    return row!.value
  }

  it.each<[string, Partial<DomainSettings>, Partial<DomainSettings>, Partial<typeof SAME>]>([
    ['the same settings', {}, {}, {}],
    ['another origin', {}, { appOrigin: 'https://desk.example.org' }, { APP_ORIGIN: true }],
    ['another base domain', {}, { baseDomain: 'mcp.example.org' }, { BASE_DOMAIN: true }],
    ['a Valkey in one of them', {}, { valkeyUrl: 'redis://valkey' }, { VALKEY_URL: true }],
    [
      'another database of Valkey',
      { valkeyUrl: 'redis://valkey' },
      { valkeyUrl: 'redis://valkey/1' },
      { VALKEY_URL: true },
    ],
    [
      'one database of Valkey, under other names and as another user',
      { valkeyUrl: 'redis://valkey' },
      { valkeyUrl: 'rediss://desk:hunter2@10.0.0.2:6380/0' },
      {},
    ],
    [
      'settings that are not shown here',
      { appSecret: 'one', signUp: 'open' },
      { appSecret: 'two', signUp: 'first' },
      {},
    ],
  ])('%s', async (_, own, theirs, different) => {
    for (const [mine, other] of [
      [own, theirs],
      [theirs, own],
    ] as const) {
      await others.add({ 'set-': await show(other) })
      expect(await find(mine)).toEqual({ ...SAME, ...different })
      await others.forget()
    }
  })

  it('of the release before shows no settings, and none that differ', async () => {
    await others.add({ 'sec-': 'a-secret' })
    expect(await find({})).toEqual(SAME)
  })

  it('counts while it is alive only, and its rows are deleted when it is gone', async () => {
    const other = await show({ baseDomain: 'mcp.example.org' })
    await others.add({ 'set-': other }, 20)
    expect(await find({})).toEqual(SAME)
    const id = await others.add({ 'set-': other })
    expect(await find({})).toMatchObject({ BASE_DOMAIN: true })
    await others.em.execute('delete from platform_process where id = ?', [id])
    expect(await find({})).toEqual(SAME)
    expect((await readShown(others.em)).map(({ name }) => name)).not.toContain(`set-${id}`)
  })

  it('sees what this one shows, which fits into a row and has no password, host or address', async () => {
    const longest = `${'a'.repeat(63)}.`.repeat(3) + 'example.com'
    const shown = await show({
      appOrigin: `https://${longest}`,
      baseDomain: longest,
      valkeyUrl: 'redis://desk:hunter2@valkey.example.com:6380/9999',
    })
    expect(shown).toMatch(/^\{"APP_ORIGIN":"[\w-]{8}","BASE_DOMAIN":"[\w-]{8}","VALKEY_URL":"9999"\}$/)
    expect(shown.length).toBeLessThanOrEqual(100)
  })
})

it('SQLite has one process, which shows nothing', async () => {
  const platform = await startTestApp(databases.find(({ name }) => name === 'SQLite')!.url)
  const ctx = { em: platform.orm.em.fork(), settings: platform.config }
  expect(await findMismatches(ctx)).toEqual(SAME)
  expect(await readShown(ctx.em)).toEqual([])
  await platform.close()
})
