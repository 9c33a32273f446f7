/*
 * What this SDK and its rivals add to the same server, side by side: each in a process of its own, taking turns, so
 * that none is measured while another one works.
 *
 *   npm run bench -- sdk-rivals
 *
 * Installs the rivals into `.cache/rivals`. They all deliver to this process, and reach nothing else.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { build, type Rolldown } from 'vite'
import { installPackages } from '#testkit/packages/install-packages.ts'
import { packSdk } from '#testkit/packages/pack-sdk.ts'
import { runOrThrow } from '#testkit/processes/program.ts'
import { median } from './measure.ts'
import { BARE, CONTROL, judgeAdded, type Measured, sayAdded } from './rivals/added.ts'
import { openSink, type Sink } from './rivals/sink.ts'
import type { Answer, Order, Tool } from './rivals/subject.ts'
import { RIVALS, SUBJECTS } from './rivals/attach.ts'

const WARM_UP = 2
const ROUNDS = { memory: 24, http: 48 }
const CALLS = { memory: 250, http: 50 }
const MANY = { calls: 100_000, withinMs: 30_000 }
const IMPORTS = 9

const NAMES = Object.keys(SUBJECTS)
const LOOPBACK_ONLY = fileURLToPath(new URL('rivals/loopback-only.ts', import.meta.url))

const folder = await installPackages('rivals', { '@mcp-obs/server': await packSdk(), ...RIVALS })
const entryOf = (name: string) => join(folder, 'entries', `${name.replaceAll(/\W+/g, '-')}.js`)
mkdirSync(join(folder, 'entries'), { recursive: true })
for (const name of NAMES) writeFileSync(entryOf(name), SUBJECTS[name]!.imports)

async function start(name: string, sink: Sink): Promise<ChildProcess> {
  const child = fork(
    new URL('rivals/subject.ts', import.meta.url),
    [name, String(sink.port), entryOf(name)],
    {
      execArgv: ['--expose-gc', '--import', LOOPBACK_ONLY],
      // agentcat writes a log into the home directory.
      env: { HOME: folder, NODE_ENV: 'production' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  )
  await once(child, 'message')
  return child
}

async function ask<A extends Answer>(child: ChildProcess, order: Order): Promise<A> {
  child.send(order)
  const [answer] = (await once(child, 'message')) as [A]
  return answer
}

/** Microseconds of a call in each round: the median of the round, and what the process used for each. */
async function measureCalls(
  over: 'memory' | 'http',
  sink: Sink,
  tool: Tool = 'get_order',
): Promise<Measured> {
  const children = await Promise.all(NAMES.map((name) => start(name, sink)))
  const measured: Measured = Object.fromEntries(NAMES.map((name) => [name, { times: [], cpu: [] }]))
  for (let round = -WARM_UP; round < ROUNDS[over]; round++) {
    for (let turn = 0; turn < NAMES.length; turn++) {
      // Each round another one goes first, and every other round the other way round: what the one before leaves
      // behind favours none.
      const step = round % 2 === 0 ? turn : -turn
      const index = (step + round + WARM_UP + NAMES.length) % NAMES.length
      const child = children[index]!
      const before = await ask<{ micros: number }>(child, { do: 'used' })
      const order = { do: 'calls', over, tool, calls: CALLS[over] } as const
      const { times } = await ask<{ times: number[] }>(child, order)
      await sink.isQuiet()
      const after = await ask<{ micros: number }>(child, { do: 'used' })
      if (round < 0) continue
      const row = measured[NAMES[index]!]!
      row.times.push(median(times))
      row.cpu.push((after.micros - before.micros) / CALLS[over])
    }
  }
  // agentcat does not end for less.
  for (const child of children) child.kill('SIGKILL')
  return measured
}

async function measureMemory(
  name: string,
  sink: Sink,
): Promise<{ made: number; before: number; after: number }> {
  const child = await start(name, sink)
  await ask(child, { do: 'many', calls: 2_000, withinMs: MANY.withinMs })
  await sink.isQuiet()
  const before = await ask<{ bytes: number }>(child, { do: 'heap' })
  const { made } = await ask<{ made: number }>(child, { do: 'many', ...MANY })
  await sink.isQuiet()
  const after = await ask<{ bytes: number }>(child, { do: 'heap' })
  child.kill('SIGKILL')
  return { made, before: before.bytes / 1e6, after: after.bytes / 1e6 }
}

async function countListTokens(name: string, sink: Sink): Promise<number> {
  const child = await start(name, sink)
  const { tools } = await ask<{ tools: unknown[] }>(child, { do: 'list' })
  child.kill('SIGKILL')
  return countTokens(JSON.stringify(tools))
}

/** Milliseconds of the import, in a new process each time. */
async function measureImport(name: string): Promise<number> {
  const code = `const start = performance.now(); await import(${JSON.stringify(entryOf(name))}); console.log(performance.now() - start)`
  const times: number[] = []
  for (let i = 0; i < IMPORTS; i++) {
    times.push(Number(await runOrThrow('--input-type=module', { args: ['-e', code] })))
  }
  return median(times)
}

/** Bytes of what an app bundles, minified and gzipped, without the MCP SDK and zod, which it has anyway. */
async function measureSize(name: string): Promise<number> {
  const { output } = (await build({
    configFile: false,
    root: folder,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: entryOf(name),
      write: false,
      minify: true,
      target: 'node20',
      rolldownOptions: { external: [/^node:/, ...builtinModules, /^@modelcontextprotocol\//, /^zod/] },
    },
  })) as Rolldown.RolldownOutput
  const chunks = output.filter((file) => file.type === 'chunk')
  return chunks.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).byteLength, 0)
}

const sink = await openSink()
const memory = await measureCalls('memory', sink)
const failing = await measureCalls('memory', sink, 'cancel_order')
const failingAnew = await measureCalls('memory', sink, 'refund_order')
const http = await measureCalls('http', sink)
const bareTokens = await countListTokens(BARE, sink)
const rows: Record<string, Record<string, string>> = {}
for (const name of NAMES) {
  const { made, before, after } = await measureMemory(name, sink)
  const isBare = name === BARE
  const isPlain = isBare || name === CONTROL
  rows[name] = {
    'in memory, µs': sayAdded(memory, name, 'times', 1),
    'µs of CPU': sayAdded(memory, name, 'cpu', 0),
    'failing, µs': sayAdded(failing, name, 'times', 1),
    'failing, µs of CPU': sayAdded(failing, name, 'cpu', 0),
    'failing anew, µs': sayAdded(failingAnew, name, 'times', 1),
    'failing anew, µs of CPU': sayAdded(failingAnew, name, 'cpu', 0),
    'over HTTP, µs': sayAdded(http, name, 'times', 0),
    'over HTTP, µs of CPU': sayAdded(http, name, 'cpu', 0),
    'heap, MB': `${before.toFixed(1)} → ${after.toFixed(1)}`,
    'after calls': made.toLocaleString('en'),
    'import, ms': isPlain ? '' : (await measureImport(name)).toFixed(0),
    'gzip, KB': isPlain ? '' : ((await measureSize(name)) / 1000).toFixed(1),
    'tools/list, tokens': isBare
      ? String(bareTokens)
      : `+${(await countListTokens(name, sink)) - bareTokens}`,
  }
}
sink.close()

console.table(rows)
process.stdout.write(
  `Calls in memory succeed, and those whose handler throws are failing, with the same message or anew with another one each time; over HTTP they succeed. v1, sessions over HTTP, tracing on for Sentry; in turns: ${ROUNDS.memory} rounds of ${CALLS.memory} in memory and\n` +
    `${ROUNDS.http} of ${CALLS.http} over HTTP. Each round counts with its median, each column with its lower quartile of rounds.\n` +
    `CPU is of the process with all its threads, until what was to be sent is sent.\n` +
    `Heap after 2,000 calls and after ${MANY.calls.toLocaleString('en')} more, or as many as were made in ${MANY.withinMs / 1000} s.\n` +
    `The list has 5 tools. "${CONTROL}" shows how much of a difference means nothing.\n`,
)

const kinds = {
  succeeding: memory,
  failing,
  'failing, each time with another message,': failingAnew,
  'succeeding, over HTTP': http,
}
for (const [kind, measured] of Object.entries(kinds))
  judgeAdded(`a ${kind} call`, measured, '@mcp-obs/server')
