import { spawnSync } from 'node:child_process'
import {
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sqlite } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { run } from '#testkit/processes/program.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sqliteFile } from './db/database-url.ts'

const REPLACED =
  /^mcp-obs does not start: DATABASE_URL: the SQLite file is another one than its -wal [^\n]+\n$/
const MISSING = /^mcp-obs does not start: DATABASE_URL: the SQLite file is missing, [^\n]+\n$/
const ENDS = ['SIGTERM', 'SIGKILL'] as const

describe('a SQLite file with the log of another one', () => {
  it.each(ENDS)('is refused after it was moved over the open one and %s', async (signal) => {
    const { platform, file, staff } = await startWithStaff()
    backUp(file, `${file}-backup`)
    await staff.addServer('shop')
    renameSync(`${file}-backup`, file)
    await end(platform, signal)
    expect(await startAgain(platform)).toMatch(REPLACED)
    expect(await runCommand(platform)).toContain('the SQLite file is another one than its -wal')

    for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`)
    await platform.start()
    await staff.addServer('shop')
    expect(integrityOf(file)).toBe('ok')
  })

  it('is refused where it is a copy of the open one from before, and where a copy was written into it', async () => {
    const { platform, file, staff } = await startWithStaff()
    await platform.program.stop()
    copyFileSync(file, `${file}-before`)
    await platform.start()
    await staff.addServer('shop')
    await end(platform, 'SIGKILL')
    renameSync(file, `${file}-open`)
    copyFileSync(`${file}-before`, file)
    expect(await startAgain(platform)).toMatch(REPLACED)
    renameSync(`${file}-open`, file)
    await platform.start()
    await staff.addServer('portal')
    backUp(file, `${file}-backup`)
    await end(platform, 'SIGKILL')
    copyFileSync(`${file}-backup`, file)
    expect(await startAgain(platform)).toMatch(REPLACED)
  })

  it('starts where all files were copied together, and where it was copied back and that was said', async () => {
    const { platform, file, staff } = await startWithStaff()
    await staff.addServer('shop')
    await end(platform, 'SIGKILL')
    const copy = join(dirname(file), 'copy')
    mkdirSync(copy)
    for (const name of readdirSync(dirname(file)))
      if (name !== 'copy') cpSync(join(dirname(file), name), join(copy, name))
    const settings = { DATABASE_URL: `sqlite:${join(copy, 'mcp-obs.db')}` }
    const kind = {
      name: 'SQLite' as const,
      create: async () => ({ url: settings.DATABASE_URL, drop: async () => {} }),
    }
    const other = await Platform.start({}, kind)
    onTestFinished(() => other.end())
    await expect(serversOf(other)).resolves.toEqual(['shop'])

    renameSync(file, `${file}-moved`)
    copyFileSync(`${file}-moved`, file)
    rmSync(`${file}-moved`)
    expect(await startAgain(platform)).toMatch(/exact copy .+ delete its \.identity instead\.\n$/)
    rmSync(`${file}.identity`)
    await platform.start()
    await expect(serversOf(platform)).resolves.toEqual(['shop'])
  })
})

describe('a SQLite file that is gone', () => {
  it.each(ENDS)('is not made anew beside what belongs to it, after %s', async (signal) => {
    const { platform, file, staff } = await startWithStaff({ SIGN_UP: 'first' })
    renameSync(file, `${file}-away`)
    await end(platform, signal)
    expect(await startAgain(platform)).toMatch(MISSING)
    expect(existsSync(file)).toBe(false)
    writeFileSync(file, '')
    expect(await startAgain(platform)).toMatch(REPLACED)

    renameSync(`${file}-away`, file)
    await platform.start()
    await staff.addServer('shop')
  })

  it('is not made anew after a clean stop, until what stands beside it is deleted', async () => {
    const { platform, file } = await startWithStaff()
    await platform.program.stop()
    rmSync(file)
    expect(await startAgain(platform)).toMatch(MISSING)
    for (const name of readdirSync(dirname(file))) rmSync(join(dirname(file), name))
    await platform.start()
  })
})

describe('a SQLite file that is damaged', () => {
  it('is an outage: 503, not ready and why, and nothing is written any more', async () => {
    const { platform, file, staff } = await startWithStaff()
    await platform.program.stop()
    damage(file, 'mcp_server')
    await platform.start()
    await expect(staff.addServer('shop')).rejects.toThrow('"code":"service-unavailable"')
    await expect(Staff.signUp(platform.origin)).rejects.toThrow('"code":"service-unavailable"')
    const ready = await fetch(`${platform.health}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'not-ready', reason: 'damaged' }])
    await platform.program.says(/"fault":\{[^}]*"errno":11,/)
    await platform.program.says(/"reason":"damaged","msg":"Not ready"/)
  })

  it('is said to be so at the start', async () => {
    const { platform, file } = await startWithStaff()
    await platform.program.stop()
    damage(file, 'mikro_orm_migrations')
    expect(await startAgain(platform)).toBe(
      'mcp-obs does not start: DATABASE_URL: the file is damaged; restore a backup, as docs/operating.md says (SQLITE_11).\n',
    )
    truncateSync(file, 50_000)
    expect(await startAgain(platform)).toContain('DATABASE_URL: the file is damaged;')
  })
})

describe('what is no SQLite file of the platform', () => {
  it('is refused, and left as it was', async () => {
    const { file: plain, start } = await newFile()
    const file = join(dirname(plain), 'Ünï 100%41 #1?.db')
    const other = new DatabaseSync(file)
    other.exec('create table song (title text)')
    other.close()
    const mode = statSync(file).mode
    expect(await start(file)).toBe(
      'mcp-obs does not start: DATABASE_URL: the SQLite file is the database of another program.\n',
    )
    expect([readdirSync(dirname(file)), statSync(file).mode]).toEqual([[basename(file)], mode])
  })

  it('is refused in a plain sentence where it is no file', async () => {
    const { file, start } = await newFile()
    mkdirSync(`${file}-folder`)
    spawnSync('mkfifo', [`${file}-pipe`])
    expect(await start(`${file}-folder`)).toMatch(/: DATABASE_URL: this is no file \(EISDIR\)\.\n$/)
    for (const path of [`${file}-pipe`, '/dev/null'])
      expect(await start(path)).toMatch(/: DATABASE_URL: this is a device or a pipe, and no file\.\n$/)
  })

  it('is a new one where it is empty', async () => {
    const { file, database } = await newFile()
    writeFileSync(file, '')
    const platform = await Platform.start({}, { name: 'SQLite', create: async () => database })
    onTestFinished(() => platform.end())
    await Staff.signUp(platform.origin)
    expect(integrityOf(file)).toBe('ok')
  })
})

describe('a SQLite file that is mounted by itself', () => {
  it.runIf(canMount())('is refused by that name', async () => {
    const { platform, file } = await startWithStaff()
    const name = join(dirname(file), 'other name.db')
    writeFileSync(name, '')
    expect(mount('mount', '--bind', file, name)).toBe(true)
    onTestFinished(() => void mount('umount', name))
    expect(await startAgain(platform, { DATABASE_URL: `sqlite:${name}` })).toBe(
      'mcp-obs does not start: DATABASE_URL: the SQLite file is mounted by itself, so it has another name through which ' +
        'it could be damaged. Mount its folder (docker -v folder:folder).\n',
    )
  })
})

async function startWithStaff(settings: Platform['settings'] = {}) {
  const platform = await Platform.start(settings)
  onTestFinished(() => platform.end())
  const staff = await Staff.signUp(platform.origin)
  return { platform, staff, file: sqliteFile(platform.databaseUrl) }
}

async function newFile() {
  const database = await sqlite.create('strange')
  onTestFinished(database.drop)
  const start = (path: string) => startOn({ DATABASE_URL: `sqlite:${path}` })
  return { database, file: sqliteFile(database.url), start }
}

async function end({ program }: Platform, signal: (typeof ENDS)[number]): Promise<void> {
  program.signal(signal)
  await program.exited()
}

/** A start that must fail. @returns what it said, without its log */
const startAgain = ({ settings }: Platform, more: Platform['settings'] = {}) =>
  startOn({ ...settings, ...more })

async function startOn(settings: Platform['settings']): Promise<string> {
  const ports = { PORT: String(await freePort()), HEALTH_PORT: String(await freePort()) }
  const { code, output } = await run('server/main.ts', { env: { ...settings, ...ports } })
  expect(code, output).toBe(1)
  return output.replaceAll(/^\{.*\n/gm, '')
}

async function runCommand({ settings }: Platform): Promise<string> {
  const { output } = await run('server/cli/secrets.ts', { args: ['check'], env: settings })
  return output
}

function backUp(file: string, copy: string): void {
  const database = new DatabaseSync(file)
  database.exec(`vacuum into '${copy}'`)
  database.close()
}

function integrityOf(file: string): unknown {
  const database = new DatabaseSync(file, { readOnly: true })
  const row = database.prepare('pragma integrity_check').get()
  database.close()
  return row?.['integrity_check']
}

async function serversOf({ databaseUrl }: Platform): Promise<unknown[]> {
  const database = new DatabaseSync(sqliteFile(databaseUrl), { readOnly: true })
  const rows = database.prepare('select slug from mcp_server').all()
  database.close()
  return rows.map(({ slug }) => slug)
}

/** Overwrites the first page of a table. */
function damage(file: string, table: string): void {
  const database = new DatabaseSync(file, { readOnly: true })
  const page = database.prepare('select rootpage from sqlite_master where name = ?').get(table)?.['rootpage']
  database.close()
  for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
  const descriptor = openSync(file, 'r+')
  writeSync(descriptor, Buffer.alloc(4_096, 7), 0, 4_096, (Number(page) - 1) * 4_096)
  closeSync(descriptor)
}

function mount(...[command = '', ...args]: string[]): boolean {
  return spawnSync(command, args).status === 0
}

/** In many containers nobody may. */
function canMount(): boolean {
  const folder = '/tmp'
  return process.platform === 'linux' && mount('unshare', '--mount', 'mount', '--bind', folder, folder)
}
