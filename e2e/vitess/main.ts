/*
 * Runs the platform on Vitess over genuine MySQL. With two shards: what it relies on, migrations, the server's tests that need no database of
 * their own, the demo, OAuth in a browser included, and a shard that is away and comes back. With one shard: the server's tests and the
 * demo. It fetches both when they are not there, and compiles Vitess in three minutes. Needs Go and apt.
 *
 *   npm run vitess [-- two-shards | one-shard] [PATTERN OF TEST FILES…]
 *
 * VITESS_FOLDER keeps what was compiled, VITESS_PORT is the first of twenty free ports. The demo needs Chromium and Python.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { stopPrograms } from '#testkit/processes/program.ts'
import { copySchema } from './copy-schema.ts'
import { checkDatabaseKill } from './database-kill.ts'
import { filesOnShards } from './files-on-shards.ts'
import { tellDemo } from './tell-demo.ts'
import { checkMigrations } from './check-migrations.ts'
import { checkShardOutage } from './shard-outage.ts'
import { ShardProxy } from './shard-proxy.ts'
import { checkShards, makeDirectories } from './shards.ts'
import { address, FOLDER, migrate, readVersions, startVitess } from './start-vitess.ts'
import { testServer } from './test-server.ts'

const PORT = Number(process.env.VITESS_PORT ?? 23_300)
const SHARDED_PORT = PORT + 10

const [first = '', ...others] = process.argv.slice(2)
const isPart = first === 'two-shards' || first === 'one-shard'
const parts = isPart ? [first] : ['two-shards', 'one-shard']
const patterns = isPart || first === '' ? others : [first, ...others]

const report: string[] = []
const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-vitess-'))
try {
  await startVitess(PORT)
  report.push(await readVersions(PORT))
  await migrate(`${address(PORT)}/mcpobs`)
  if (parts.includes('two-shards')) await runOnTwoShards()
  if (parts.includes('one-shard')) await runOnOneShard()
} finally {
  await stopPrograms()
  rmSync(folder, { recursive: true, force: true })
  process.stdout.write(`\n${report.join('\n')}\n`)
}

async function runOnTwoShards(): Promise<void> {
  const url = `${address(SHARDED_PORT)}/mcpobs`
  const proxy = new ShardProxy(SHARDED_PORT + 1)
  const socket = resolve(FOLDER, `proxy-${SHARDED_PORT}`)
  mkdirSync(FOLDER, { recursive: true })
  await proxy.listen(socket)
  const vitess = await startVitess(
    SHARDED_PORT,
    'server/db/vitess',
    '--no-scatter',
    '--transaction-mode=SINGLE',
    `--db-socket=${socket}`,
  )
  await makeDirectories(`${address(SHARDED_PORT)}/mcpobs_global`)
  await copySchema(`${address(PORT)}/mcpobs`, url)
  const on = 'two shards, --no-scatter, --transaction-mode=SINGLE'
  await step(`${on}: uniqueness, look-ups, refusals`, () => checkShards(url))
  await step(`${on}: migrations`, () => checkMigrations(url))
  await step(`${on}: the demo`, () => tellDemo(url, folder))
  await step(`${on}: an outage`, () => checkShardOutage(url, proxy))
  const files = patterns.length > 0 ? patterns : filesOnShards()
  await step(`${on}: the server's tests`, () =>
    testServer(files, { mySqlUrl: address(SHARDED_PORT), database: 'mcpobs', folder }),
  )
  // Connections of a tablet from before a crash answer with a fault once, so it comes last.
  const pidFile = resolve(FOLDER, `mysql/data-${SHARDED_PORT + 1}/pid`)
  await step(`${on}: a crash of MySQL`, () => checkDatabaseKill(url, pidFile))
  await vitess.stop()
  proxy.stop()
}

async function runOnOneShard(): Promise<void> {
  await step('one shard: the demo', () => tellDemo(`${address(PORT)}/mcpobs`, folder))
  await step(`one shard: the server's tests`, () => testServer(patterns, { mySqlUrl: address(PORT), folder }))
}

/** Goes on after a failure, and remembers it. @param run may return what the report says */
async function step(name: string, run: () => Promise<string | void>): Promise<void> {
  const begun = Date.now()
  const [verdict, said] = await run().then(
    (text) => ['ok', text] as const,
    (error: unknown) => ['failed', error instanceof Error ? error.message : String(error)] as const,
  )
  if (verdict === 'failed') process.exitCode = 1
  const line = `${verdict}: ${name} (${Math.round((Date.now() - begun) / 1_000)} s)${said ? `: ${said}` : ''}`
  report.push(line)
  process.stdout.write(`${line}\n`)
}
