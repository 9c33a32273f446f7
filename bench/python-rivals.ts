/*
 * What this SDK for Python and its rivals add to the same server, side by side: each in a process of its own, and each
 * rival in an environment of its own, taking turns, so that none is measured while another one works.
 *
 *   npm run bench -- python-rivals
 *
 * Installs the rivals into `.cache/python`. They all deliver to this process, and reach nothing else.
 */
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { installPython } from '#testkit/packages/install-python.ts'
import { Program } from '#testkit/processes/program.ts'
import { median } from './measure.ts'
import { BARE, CONTROL, judgeAdded, type Measured, sayAdded } from './rivals/added.ts'
import { openSink } from './rivals/sink.ts'

const FRAMEWORK = 'mcp==2.3.0'
const OURS = 'mcp-obs-server'
/** What each environment has besides the framework. This SDK needs nothing more, and is read from this repository. */
const PACKAGES: Record<string, string> = {
  [BARE]: '',
  [CONTROL]: '',
  [OURS]: '',
  posthog: ' posthog==7.91.1',
  agentcat: ' agentcat==2.1.0',
  'sentry-sdk': ' sentry-sdk==2.75.0',
}
const NAMES = Object.keys(PACKAGES)
const TOOLS = { succeeding: 'get_order', failing: 'cancel_order' }
type Kind = keyof typeof TOOLS
const WARM_UP = 2
const ROUNDS = 24
const CALLS = 100

interface Subject {
  program: Program
  lines: Interface
}

const interpreters: Record<string, string> = {}
for (const name of NAMES) interpreters[name] = await installPython(`${FRAMEWORK}${PACKAGES[name]}`)

const sink = await openSink()
const measured: Record<Kind, Measured> = {
  succeeding: await measure('succeeding'),
  failing: await measure('failing'),
}
sink.close()

console.table(
  Object.fromEntries(
    NAMES.map((name) => [
      name,
      Object.fromEntries(
        (Object.keys(TOOLS) as Kind[]).flatMap((kind) => [
          [`${kind}, µs`, sayAdded(measured[kind], name, 'times', 0)],
          [`${kind}, µs of CPU`, sayAdded(measured[kind], name, 'cpu', 0)],
        ]),
      ),
    ]),
  ),
)
process.stdout.write(
  `In memory, ${FRAMEWORK}, tracing on for Sentry; in turns: ${ROUNDS} rounds of ${CALLS} calls. Each round counts with its median, each\n` +
    `column with its lower quartile of rounds. CPU is of the process with all its threads, until what was to be sent is sent.\n` +
    `"${CONTROL}" shows how much of a difference means nothing.\n`,
)
for (const kind of Object.keys(TOOLS) as Kind[]) judgeAdded(`Python, a ${kind} call`, measured[kind], OURS)

async function start(name: string): Promise<Subject> {
  const program = new Program('bench/rivals/subject.py', {
    command: interpreters[name]!,
    args: [name, String(sink.port)],
    env: {
      // AgentCat writes a log into the home directory.
      HOME: fileURLToPath(new URL('../.cache', import.meta.url)),
      ...(name === OURS && { PYTHONPATH: fileURLToPath(new URL('../sdk/python/src', import.meta.url)) }),
    },
    hasInput: true,
  })
  const subject = { program, lines: createInterface({ input: program.stdout }) }
  await nextLine(subject)
  return subject
}

async function nextLine({ program, lines }: Subject): Promise<unknown> {
  const [line] = (await Promise.race([once(lines, 'line'), program.exited()])) as [string]
  if (program.hasExited) throw new Error(program.describe())
  return JSON.parse(line)
}

async function ask<Answer>(subject: Subject, order: object): Promise<Answer> {
  subject.program.stdin.write(`${JSON.stringify(order)}\n`)
  return (await nextLine(subject)) as Answer
}

/** Microseconds of a call in each round: the median of the round, and what the process used for each. */
async function measure(kind: Kind): Promise<Measured> {
  const subjects = await Promise.all(NAMES.map(start))
  const result: Measured = Object.fromEntries(NAMES.map((name) => [name, { times: [], cpu: [] }]))
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (let turn = 0; turn < NAMES.length; turn++) {
      // As for TypeScript: each round another one goes first, and every other round the other way round.
      const step = round % 2 === 0 ? turn : -turn
      const index = (step + round + WARM_UP + NAMES.length) % NAMES.length
      const subject = subjects[index]!
      const before = await ask<{ seconds: number }>(subject, { do: 'used' })
      const order = { do: 'calls', tool: TOOLS[kind], calls: CALLS }
      const { times } = await ask<{ times: number[] }>(subject, order)
      await sink.isQuiet()
      const after = await ask<{ seconds: number }>(subject, { do: 'used' })
      if (round < 0) continue
      const row = result[NAMES[index]!]!
      row.times.push(median(times))
      row.cpu.push(((after.seconds - before.seconds) * 1e6) / CALLS)
    }
  }
  for (const { program } of subjects) program.kill()
  return result
}
