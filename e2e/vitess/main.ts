/*
 * Runs the platform on Vitess over genuine MySQL: what it relies on with two shards, and, with one, the server's tests for MySQL and the
 * demo, OAuth included. It fetches both when they are not there, and compiles Vitess in three minutes. Needs Go and apt.
 *
 *   npm run vitess [-- PATTERN OF TEST FILES…]
 *
 * VITESS_FOLDER keeps what was compiled, VITESS_PORT is the first of twenty free ports.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { Program, runOrThrow, stopPrograms } from '#testkit/processes/program.ts'
import { copySchema } from './copy-schema.ts'
import { checkShards, makeDirectories } from './shards.ts'

const FOLDER = process.env.VITESS_FOLDER ?? '.cache/vitess'
const PORT = Number(process.env.VITESS_PORT ?? 33_300)
const SHARDED_PORT = PORT + 10
const MINUTE = 60_000
/** Vitess is compiled in it, on a busy machine. */
const START_MS = 20 * MINUTE
const DEMO_MS = 5 * MINUTE
const MIGRATE_MS = 2 * MINUTE

const address = (port: number) => `mysql://root@127.0.0.1:${port}`
process.env.MYSQL_URL = address(PORT)

const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-vitess-'))
try {
  await startVitess(PORT)
  await migrate(`${address(PORT)}/mcpobs`)
  await runOnShards()
  const failures = [await testServer(process.argv.slice(2)), await tellDemo()].filter(
    (failure) => failure !== '',
  )
  for (const failure of failures) process.stdout.write(`failed: ${failure}\n`)
  process.exitCode = failures.length
} finally {
  await stopPrograms()
  rmSync(folder, { recursive: true, force: true })
}

async function startVitess(port: number, ...args: string[]): Promise<Program> {
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

async function runOnShards(): Promise<void> {
  const sharded = address(SHARDED_PORT)
  const options = ['server/db/vitess', '--no-scatter', '--transaction-mode=SINGLE']
  const vitess = await startVitess(SHARDED_PORT, ...options)
  await makeDirectories(`${sharded}/mcpobs_global`)
  await copySchema(`${address(PORT)}/mcpobs`, `${sharded}/mcpobs`)
  await checkShards(`${sharded}/mcpobs`)
  await vitess.stop()
  process.stdout.write('ok: two shards, --no-scatter, --transaction-mode=SINGLE\n')
}

async function migrate(url: string): Promise<void> {
  await runOrThrow('server/cli/db.ts', { args: ['migrate'], env: { DATABASE_URL: url } }, MIGRATE_MS)
}

/** @returns what failed */
async function testServer(patterns: string[]): Promise<string> {
  const args = [
    'exec',
    '--',
    'vitest',
    'run',
    '--project',
    'server',
    '--testNamePattern',
    'MySQL',
    ...patterns,
  ]
  const [code] = (await once(spawn('npm', args, { stdio: 'inherit' }), 'exit')) as [number | null]
  return code === 0 ? '' : 'the tests of the server'
}

/** @returns what failed */
async function tellDemo(): Promise<string> {
  const demo = new Program('demo/main.ts', {
    env: { DATABASE_URL: `${process.env.MYSQL_URL}/mcpobs`, DATA_DIR: folder },
  })
  const deadline = Date.now() + DEMO_MS
  while (!demo.hasExited && !demo.output.includes('Everything stays up') && Date.now() < deadline)
    await sleep(500)
  process.stdout.write(demo.output)
  return demo.output.includes('Everything stays up') ? '' : 'the demo'
}
