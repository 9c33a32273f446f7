import { spawnSync } from 'node:child_process'
import { linkSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sendOverHttp } from '#testkit/http/send.ts'
import { SdkCaller } from '#testkit/mcp/sdk-caller.ts'
import { sqlite } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { startSecondProcess } from '#testkit/platform/second-process.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { run, runOrThrow } from '#testkit/processes/program.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sqliteFile } from './db/database-url.ts'

const REFUSED =
  'mcp-obs does not start: DATABASE_URL: another process serves this SQLite file, and SQLite has one at a time. ' +
  'Stop that process first, or use MySQL.\n'

describe('a SQLite file', () => {
  it('serves one process of three, by whatever path, and the next one after a kill', async () => {
    const platform = await Platform.start()
    onTestFinished(() => platform.end())
    const file = sqliteFile(platform.databaseUrl)
    const link = join(dirname(file), 'link.db')
    symlinkSync(file, link)
    const others = await Promise.all(
      [file, link].map(async (path) => {
        const env = { ...platform.settings, DATABASE_URL: `sqlite:${path}` }
        const ports = { PORT: String(await freePort()), HEALTH_PORT: String(await freePort()) }
        return run('server/main.ts', { env: { ...env, ...ports } })
      }),
    )
    expect(others).toEqual([
      { code: 1, output: REFUSED },
      { code: 1, output: REFUSED },
    ])
    await Staff.signUp(platform.origin)

    platform.program.kill()
    await platform.program.exited()
    await platform.start()
    await Staff.signUp(platform.origin)
  })

  it('is written by one process, also when somebody deletes its lock and a second one starts', async () => {
    const platform = await Platform.start()
    onTestFinished(() => platform.end())
    rmSync(`${sqliteFile(platform.databaseUrl)}.lock`)
    const second = await startSecondProcess(platform)
    onTestFinished(async () => void (await second.program.stop()))
    await Staff.signUp(second.origin)
    await expect(Staff.signUp(platform.origin)).rejects.toThrow('"code":"service-unavailable"')
  })

  it('is open to commands while the platform runs', async () => {
    const platform = await Platform.start()
    onTestFinished(() => platform.end())
    const { org } = await Staff.signUp(platform.origin)
    const args = ['add-member', '--org', org, '--email', 'grace@example.com', '--name', 'Grace']
    const { code, output } = await run('server/cli/account.ts', { args, env: platform.settings })
    expect([code, output]).toEqual([0, expect.stringMatching(/^Added, with this password: /)])
    const [, password = ''] = /password: (\S+)/.exec(output) ?? []
    expect((await Staff.signIn(platform.origin, 'grace@example.com', password)).org).toBe(org)
  })

  it('can be read by nobody else, nor what stands beside it, also one that was made with other rights', async () => {
    const database = await sqlite.create('modes')
    onTestFinished(database.drop)
    const file = sqliteFile(database.url)
    writeFileSync(file, '', { mode: 0o644 })
    const platform = await Platform.start({}, { name: 'SQLite', create: async () => database })
    onTestFinished(() => platform.end())
    await Staff.signUp(platform.origin)
    const modes = readdirSync(dirname(file)).map((name) => [
      name,
      (statSync(join(dirname(file), name)).mode & 0o777).toString(8),
    ])
    expect(Object.fromEntries(modes)).toEqual({
      'mcp-obs.db': '600',
      'mcp-obs.db-wal': '600',
      'mcp-obs.db-shm': '600',
      'mcp-obs.db.identity': '600',
      'mcp-obs.db.lock': '600',
      'mcp-obs.db.lock-journal': '600',
      'mcp-obs.db.migrate': '600',
    })
  })

  it('does not start by another name of the same file', async () => {
    const { url, drop } = await sqlite.create('names')
    onTestFinished(drop)
    const file = sqliteFile(url)
    const link = join(dirname(file), 'hard.db')
    writeFileSync(file, '')
    linkSync(file, link)
    const start = async (name: string) => {
      const ports = { PORT: String(await freePort()), HEALTH_PORT: String(await freePort()) }
      return run('server/main.ts', { env: { ...ports, DATABASE_URL: `sqlite:${name}` } })
    }
    const before = readdirSync(dirname(file))
    for (const [name, sentence] of [
      [link, 'the SQLite file has another name, a hard link, through which it could be damaged.'],
      [`file:${file}`, 'name the SQLite file by its path and not by a file: URI,'],
      [':memory:', 'a SQLite database in memory would be lost;'],
      [':memory:?cache=shared', 'a SQLite database in memory would be lost;'],
    ] as const) {
      const { code, output } = await start(name)
      expect(code).toBe(1)
      expect(output).toContain(`mcp-obs does not start: DATABASE_URL: ${sentence}`)
      expect(output).toMatch(/^[^\n]+\n$/)
    }
    expect(readdirSync(dirname(file))).toEqual(before)
  })

  const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0
  it.runIf(hasPrlimit)(
    '503 where the disk has a quota for it, and takes tickets again when it may grow',
    async () => {
      const platform = await Platform.start()
      onTestFinished(() => platform.end())
      const staff = await Staff.signUp(platform.origin)
      const caller = new SdkCaller(sendOverHttp, await staff.addServer('shop'))
      const limit = (bytes: number | string) =>
        runOrThrow('--pid', {
          command: 'prlimit',
          args: [String(platform.program.pid), `--fsize=${bytes}:unlimited`],
        })
      await limit(statSync(`${sqliteFile(platform.databaseUrl)}-wal`).size)
      const { statusCode, headers } = await caller.openTicket(TICKET)
      expect([statusCode, headers['retry-after']]).toEqual([503, expect.stringMatching(/^[1-3]$/)])
      expect(await (await fetch(`${platform.health}/readyz`)).json()).toEqual({
        status: 'not-ready',
        reason: 'writes',
      })
      await limit('unlimited')
      expect((await caller.openTicket(TICKET)).statusCode).toBe(201)
    },
  )

  const hasSqlite3 = spawnSync('sqlite3', ['--version']).status === 0
  it.runIf(hasSqlite3)(
    'keeps what it acknowledged when others read and close it meanwhile, through a kill',
    async () => {
      const platform = await Platform.start()
      onTestFinished(() => platform.end())
      const file = sqliteFile(platform.databaseUrl)
      const staff = await Staff.signUp(platform.origin)
      const caller = new SdkCaller(sendOverHttp, await staff.addServer('shop'))
      const openTickets = async (count: number) => {
        for (let sent = 0; sent < count; sent++)
          expect((await caller.openTicket(TICKET)).statusCode).toBe(201)
      }
      await openTickets(2)
      const copies = [`${file}.copy-1`, `${file}.copy-2`]
      await copyElsewhere(file, copies[0]!)
      await openTickets(3)
      await copyElsewhere(file, copies[1]!)
      await openTickets(2)

      platform.program.kill()
      await platform.program.exited()
      await platform.start()
      await openTickets(1)
      expect([...copies, file].map(countTickets)).toEqual([2, 5, 8])
    },
  )
})

const TICKET = { title: 'Search fails', description: 'Order 1042', category: 'Bug Report' }

/** Copies a database as the manual says. Old releases of it delete the log when they find no lock as they close. */
const copyElsewhere = (file: string, copy: string) =>
  runOrThrow(file, { command: 'sqlite3', args: [`.backup ${copy}`] })

function countTickets(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true })
  const row = database.prepare('select count(*) as count from support_ticket').get()
  database.close()
  return Number(row?.['count'])
}
