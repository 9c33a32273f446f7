import { setTimeout as sleep } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { Program, runOrThrow } from '#testkit/processes/program.ts'

/** Keeps what was fetched and compiled. */
export const FOLDER = process.env.VITESS_FOLDER ?? '.cache/vitess'
const MINUTE = 60_000
/** Vitess is compiled in it, on a busy machine. */
const START_MS = 20 * MINUTE
const MIGRATE_MS = 2 * MINUTE

/** Of vtgate, for everybody. */
export const address = (port: number) => `mysql://root@127.0.0.1:${port}`

/** @param args of `.ci/vitess`, behind the port */
export async function startVitess(port: number, ...args: string[]): Promise<Program> {
  const vitess = new Program(FOLDER, { command: '.ci/vitess', args: [String(port), ...args] })
  const deadline = Date.now() + START_MS
  for (;;) {
    const connection = await createConnection(address(port)).catch(() => undefined)
    await connection?.end()
    if (connection) return vitess
    if (vitess.hasExited || Date.now() > deadline) throw new Error(`Vitess did not start${vitess.describe()}`)
    await sleep(500)
  }
}

export async function migrate(url: string): Promise<void> {
  await runOrThrow('server/cli/db.ts', { args: ['migrate'], env: { DATABASE_URL: url } }, MIGRATE_MS)
}
