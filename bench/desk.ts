/*
 * How long staff wait for what finds tickets, over HTTP: lists, counts, facets and searches of an organization with many
 * tickets, in turns with the same of one with a thousand. Of the lists, those are compared whose page is as long in both. A
 * search for a common word is compared with FULLTEXT of MySQL in the same run, and FTS5 of SQLite stands beside it. `DESK_TICKETS` is how
 * many tickets there are, 20,000 by default: the targets are for 1,000,000. `DESK_SAMPLES` is how often each is asked, and
 * lists and counts, which are judged by their p95, four times as often. `KEPT_DATABASE` names databases that are kept, with
 * commas between: the first run builds them, which takes an hour for a million.
 *
 *   npm run bench -- desk
 *   DESK_TICKETS=1000000 DESK_SAMPLES=1000 KEPT_DATABASE=sqlite:.cache/desk.db npm run bench -- desk
 */
import { runOnMySql, type DatabaseKind } from '#testkit/platform/database-kinds.ts'
import type { Platform } from '#testkit/platform/platform.ts'
import { run } from '#testkit/processes/program.ts'
import { PASSWORD, Staff } from '#testkit/staff/staff.ts'
import { callsOf, type Desk } from './desk/calls.ts'
import { buildOtherEngine, searchOtherEngine } from './desk/other-engines.ts'
import { writeTickets } from './desk/tickets.ts'
import { median, quantile, verdict } from './measure.ts'
import { databaseKinds, startPlatform } from './platform.ts'
import { openRaw, type RawDatabase } from './raw-driver.ts'

const TICKETS = Number(process.env.DESK_TICKETS ?? 20_000)
const SMALL = 1_000
const SAMPLES = Number(process.env.DESK_SAMPLES ?? 60)
/** Lists and counts are judged by their p95, which needs so many times the samples of a median. */
const TAIL_SAMPLES = 4
const JUDGED_BY_TAIL = { list: /^list/, count: /^count/ }
const WARM_UP = 5
const BUILD_TIMEOUT_MS = 4 * 3_600_000
const KEPT = process.env.KEPT_DATABASE?.split(',').map(keep)

/** Milliseconds of each call, and how many tickets a list showed. */
interface Sampled {
  big: number[]
  small: number[]
  rows: { big?: number; small?: number }
}

type Samples = Record<string, Sampled>

for (const database of KEPT ?? databaseKinds) {
  const say = (text: string) => process.stdout.write(`${database.name}: ${text}\n`)
  const platform = await startPlatform(database, 'desk')
  const raw = await openRaw(platform.databaseUrl)
  const isBuilt = (await raw.query('select id from organization limit 1', [])).length > 0
  const big = await enter(platform, { server: 'desk', tickets: TICKETS }, isBuilt)
  const small = await enter(platform, { server: 'desk-small', tickets: SMALL }, isBuilt)
  if (!isBuilt) await build(platform, raw, [big, small], say)
  if (database.name === 'MySQL') await raw.query('analyze table support_ticket, search_posting', [])

  const samples = await measure(big, small)
  for (const [name, { big, small, rows }] of Object.entries(samples))
    say(
      `${name.padEnd(34)} ${describe(big)}; of ${SMALL} ${describe(small)}${hasOneLength(rows) ? '' : `, ${rows.small} tickets of ${rows.big}`}`,
    )
  const engine = await searchOtherEngine(raw, database.name, big.staff.org)
  say(`${engine.name}, the same common word: p50 ${engine.ms.toFixed(1)} ms`)
  judge(samples, engine, database.name)
  await raw.close()
  await platform.end()
}

function keep(url: string): DatabaseKind {
  const drop = async () => undefined
  if (url.startsWith('sqlite:')) return { name: 'SQLite', create: async () => ({ url, drop }) }
  const create = async () => {
    await runOnMySql(`create database if not exists ${new URL(url).pathname.slice(1)}`)
    return { url, drop }
  }
  return { name: 'MySQL', create }
}

/** Signs up with an organization and its server, or signs in where there is one. */
async function enter(platform: Platform, desk: Omit<Desk, 'staff'>, isBuilt: boolean): Promise<Desk> {
  const email = `${desk.server}@example.com`
  if (isBuilt) return { ...desk, staff: await Staff.signIn(platform.origin, email, PASSWORD) }
  const staff = await Staff.signUp(platform.origin, { organizationName: desk.server, email })
  await staff.addServer(desk.server)
  return { ...desk, staff }
}

async function build(
  platform: Platform,
  raw: RawDatabase,
  desks: Desk[],
  say: (text: string) => void,
): Promise<void> {
  const begun = performance.now()
  const isSqlite = platform.databaseUrl.startsWith('sqlite:')
  for (const { server: slug, tickets } of desks) await writeTickets(raw, { slug, tickets, isSqlite })
  const written = performance.now()
  const command = { args: ['rebuild'], env: platform.settings }
  const { code, output } = await run('server/cli/search.ts', command, BUILD_TIMEOUT_MS)
  if (code !== 0) throw new Error(output)
  const built = performance.now() - written
  say(`${TICKETS} tickets written in ${((written - begun) / 1_000).toFixed(0)} s`)
  say(`index built in ${(built / 1_000).toFixed(0)} s, ${(built / TICKETS).toFixed(2)} ms a ticket`)
  await buildOtherEngine(raw, isSqlite ? 'SQLite' : 'MySQL')
}

async function measure(big: Desk, small: Desk): Promise<Samples> {
  const [calls, sameOfSmall] = [await callsOf(big), await callsOf(small)]
  const samples: Samples = {}
  for (const name of Object.keys(calls)) {
    const sampled: Sampled = { big: [], small: [], rows: {} }
    const isTail = Object.values(JUDGED_BY_TAIL).some((kind) => kind.test(name))
    const rounds = isTail ? TAIL_SAMPLES * SAMPLES : SAMPLES
    for (let round = -WARM_UP; round < rounds; round++) {
      // By chance: what comes regularly, such as a garbage collection, must not always meet the same one.
      const order = Math.random() < 0.5 ? (['big', 'small'] as const) : (['small', 'big'] as const)
      for (const which of order) {
        const start = performance.now()
        const { tickets } = await (which === 'big' ? calls : sameOfSmall)[name]!()
        if (round >= 0) sampled[which].push(performance.now() - start)
        if (tickets) sampled.rows[which] = tickets.length
      }
    }
    samples[name] = sampled
  }
  return samples
}

function describe(samples: number[]): string {
  const [p50, p95] = [median(samples), quantile(samples, 0.95)].map((ms) => ms.toFixed(1).padStart(6))
  return `p50 ${p50} ms, p95 ${p95} ms`
}

/** Whether a list shows as many tickets of both: a page of three is quicker than one of fifty, however many there are. */
function hasOneLength({ big, small }: Sampled['rows']): boolean {
  return big === small
}

function judge(samples: Samples, engine: { name: string; ms: number }, database: string): void {
  const of = (kind: RegExp) => Object.entries(samples).filter(([name]) => kind.test(name))
  const what = (text: string) => `${database}, ${TICKETS} tickets: ${text}`
  for (const [kind, pattern] of Object.entries(JUDGED_BY_TAIL)) {
    const ratios = of(pattern)
      .filter(([, { rows }]) => hasOneLength(rows))
      .map(([name, { big, small }]) => ({ name, ratio: quantile(big, 0.95) / quantile(small, 0.95) }))
    const worst = ratios.toSorted((one, other) => other.ratio - one.ratio)[0]!
    verdict(what(`${kind}, p95 to that of ${SMALL}, the worst (${worst.name})`), worst.ratio, '<=', 1.2)
  }
  for (const [kind, pattern] of Object.entries({ search: /^search/, facet: /^(tools|errors)/ })) {
    const medians = of(pattern).map(([name, { big }]) => ({ name, ms: median(big) }))
    const worst = medians.toSorted((one, other) => other.ms - one.ms)[0]!
    verdict(what(`${kind}, p50 ms, the worst (${worst.name})`), worst.ms, '<=', 25)
  }
  // FTS5 is no target: it reads the newest rows first, and needs a moment.
  if (engine.name !== 'FULLTEXT') return
  const ratio = engine.ms / median(samples['search common']!.big)
  verdict(what('FULLTEXT to the search of a common word'), ratio, '>=', 10)
}
