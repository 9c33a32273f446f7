/*
 * Runs the server's tests for MySQL and the demo, OAuth included, on Vitess over genuine MySQL. It fetches both when they are not there,
 * and compiles Vitess in three minutes. Needs Go and apt.
 *
 *   npm run vitess [-- PATTERN OF TEST FILES…]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runOnMySql } from '#testkit/platform/databases.ts'
import { Program, stopPrograms } from '#testkit/processes/program.ts'

const FOLDER = process.env.VITESS_FOLDER ?? '.cache/vitess'
const PORT = process.env.VITESS_PORT ?? '33300'
const MINUTE = 60_000
/** Vitess is compiled in it, on a busy machine. */
const START_MS = 20 * MINUTE
const DEMO_MS = 3 * MINUTE

process.env.MYSQL_URL = `mysql://root@127.0.0.1:${PORT}`

const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-vitess-'))
try {
  const vitess = new Program(FOLDER, { command: '.ci/vitess', args: [PORT] })
  await untilReady(vitess)
  const failures = [await testServer(process.argv.slice(2)), await tellDemo()].filter(
    (failure) => failure !== '',
  )
  for (const failure of failures) process.stdout.write(`failed: ${failure}\n`)
  process.exitCode = failures.length
} finally {
  await stopPrograms()
  rmSync(folder, { recursive: true, force: true })
}

async function untilReady(vitess: Program): Promise<void> {
  const deadline = Date.now() + START_MS
  for (;;) {
    const version = await runOnMySql('select version() as version').catch(() => undefined)
    if (version) return void process.stdout.write(`vtgate at ${PORT} says it is ${version[0]!.version}\n`)
    if (vitess.hasExited || Date.now() > deadline) throw new Error(`Vitess did not start${vitess.describe()}`)
    await sleep(500)
  }
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
