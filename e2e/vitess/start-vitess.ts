import { createConnection, type RowDataPacket } from 'mysql2/promise'
import { Program, runOrThrow } from '#testkit/processes/program.ts'
import { untilReady } from '#testkit/processes/until-ready.ts'

/** Keeps what was fetched and compiled. */
export const FOLDER = process.env.VITESS_FOLDER ?? '.cache/vitess'
const MINUTE = 60_000
/** Vitess is compiled in it, on a busy machine. */
const START_MS = 20 * MINUTE
const MIGRATE_MS = 2 * MINUTE

/** Of vtgate, for everybody. */
export const address = (port: number) => `mysql://root@127.0.0.1:${port}`

/** @param args of `.ci/vitess`, behind the port @throws when something listens there already, which would be taken for it */
export async function startVitess(port: number, ...args: string[]): Promise<Program> {
  if (await answers(port)) throw new Error(`Port ${port} is in use`)
  const vitess = new Program(FOLDER, { command: '.ci/vitess', args: [String(port), ...args] })
  await untilReady(vitess, () => answers(port), START_MS)
  return vitess
}

async function answers(port: number): Promise<boolean> {
  const connection = await createConnection(address(port)).catch(() => undefined)
  await connection?.end()
  return connection !== undefined
}

/** The versions of Vitess and of the MySQL under it, in one line. @param port of vtgate */
export async function readVersions(port: number): Promise<string> {
  const read = async (at: number, name: string) => {
    const connection = await createConnection(address(at))
    const [[row]] = await connection.query<RowDataPacket[]>(`select ${name} as version`)
    await connection.end()
    return String(row!['version'])
  }
  const vitess = await read(port, '@@version_comment')
  return `Vitess ${/[\d.]+/.exec(vitess)?.[0]} over MySQL ${await read(port + 1, 'version()')}`
}

/** Applies all migrations. @param url of a database on vtgate */
export async function migrate(url: string): Promise<void> {
  await runOrThrow('server/cli/db.ts', { args: ['migrate'], env: { DATABASE_URL: url } }, MIGRATE_MS)
}
