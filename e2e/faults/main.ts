/*
 * Runs what docker-compose.production.yml describes as processes of this machine: two of the platform, Caddy, MySQL and
 * Valkey. Breaks one part after the other under load, and keeps a ledger: what was acknowledged is in the database once,
 * and every watcher hears of it within five seconds of the recovery. Not part of `npm test`, because it takes minutes.
 * docs/faults.md has what it printed.
 *
 *   npm run operate:faults -- [--tickets 5000] [--minutes 60] [scenario …]
 *   BEFORE=0021,0020 npm run operate:faults -- rolling-upgrade
 *
 * Needs Linux, git, openssl, caddy 2.11.3 or newer (or CADDY=/path/to/caddy), redis-server (or VALKEY_SERVER=/path/to/another),
 * and apt for MySQL, which is unpacked into .cache/mysql (or MYSQL_FOLDER). A scenario that takes more minutes fails. The last line
 * is JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { stopPrograms } from '#testkit/processes/program.ts'
import { DashboardVisitor } from '#testkit/staff/dashboard-visitor.ts'
import { signUp } from '#testkit/staff/staff.ts'
import { missingPrograms } from './missing-programs.ts'
import { isBad, printEnd, printHead, printRow } from './print-table.ts'
import { rehearse, type Result } from './rehearse.ts'
import { releasesBefore } from './release-before.ts'
import type { Release } from './replica.ts'
import { SCENARIOS } from './scenarios.ts'
import { Topology } from './topology.ts'
import { UPGRADE } from './upgrade.ts'

const { values, positionals } = parseArgs({
  options: {
    tickets: { type: 'string', default: '5000' },
    minutes: { type: 'string', default: '60' },
  },
  allowPositionals: true,
})
const wanted = SCENARIOS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
const names = SCENARIOS.map(({ name }) => name)
if (!positionals.every((name) => names.includes(name))) refuse(`The scenarios are ${names.join(', ')}.`)
const tickets = Number(values.tickets)
const longestMs = Number(values.minutes) * 60_000
if (!(tickets >= 1 && longestMs > 0)) refuse('--tickets and --minutes want numbers above 0.')
const { CADDY = 'caddy', VALKEY_SERVER = 'redis-server' } = process.env
const missing = missingPrograms(['git', 'openssl', CADDY, VALKEY_SERVER])
if (missing.length > 0) {
  const others = 'install what is missing, or name others with CADDY and VALKEY_SERVER'
  refuse(`This machine has no ${missing.join(' and no ')}: ${others}.`)
}
const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-faults-'))
const release: Release = { folder: process.cwd(), file: 'dist/server/main.js' }
const results: Result[] = []

/** Ends before anything is started. */
function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`)
  process.exit(2)
}

/** Runs scenarios one after the other, on processes and a database of their own. */
async function runAll(scenarios: typeof wanted, first: Release): Promise<void> {
  if (scenarios.length === 0) return
  const topology = await Topology.start(folder, process.env.MYSQL_FOLDER ?? '.cache/mysql', first)
  const { front } = topology
  const staff = await signUp(new DashboardVisitor(front.send, `desk.localhost:${front.port}`))
  for (const scenario of scenarios) {
    const result = await rehearse(scenario, { topology, first, release, staff, tickets, longestMs })
    if (isBad(result))
      for (const { program } of [front, ...topology.replicas]) process.stderr.write(program.describe())
    results.push(result)
    printRow(result)
  }
  await topology.end()
  front.checkLog()
}

// Then nothing that was started stays behind.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))
printHead()
try {
  await runAll(
    wanted.filter((scenario) => scenario !== UPGRADE),
    release,
  )
  if (wanted.includes(UPGRADE))
    for await (const before of releasesBefore(folder)) await runAll([UPGRADE], before)
} finally {
  await stopPrograms()
  rmSync(folder, { recursive: true, force: true })
}
printEnd(results)
if (results.some(isBad)) process.exitCode = 1
