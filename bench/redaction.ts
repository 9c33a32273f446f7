/*
 * What hostile text costs beside plain text of the same length: text that is made of what the redaction rules look for, and
 * of what else costs work (marks, escapes, nested JSON).
 *
 *   npm run bench -- redaction
 */
import { readRules } from '../sdk/rules/rules.ts'
import { attackSeeds, distinctNames, repeatTo } from '../sdk/rules/attack-texts.ts'
import { boundContext } from '#sdk/wire/bound-context.ts'
import { CONTEXT_LIMITS } from '#sdk/wire/limits.ts'
import { escapeStrayBrackets } from '#sdk/wire/markers.ts'
import { builtInRedactor, redactText } from '#sdk/wire/built-in-redactor.ts'
import { secureContext } from '#sdk/wire/secure-context.ts'
import { normaliseText, readText } from '#sdk/wire/text.ts'
import { type HttpResponse, sendOverHttp } from '#testkit/http/send.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { median, verdict } from './measure.ts'
import { databaseKinds, startPlatform } from './platform.ts'

const LENGTH = CONTEXT_LIMITS.read
const TARGET = 10
const SHOWN = 8
/** Each text is tried at this length. The most expensive ones are then measured at full length, in turns with plain text. */
const TRIED_LENGTH = LENGTH / 8
const MEASURED = 20
/** Code points of a text that is sent. One of marks has twice as many bytes, which is as many as a body may have. */
const DOOR_LENGTH = 31_001
const ROUNDS = 25

/** Captured text as it usually is: a sentence, JSON and a log with a stack. */
const PLAIN = repeatTo(
  'The search for order 1042 failed after two attempts, and the user saw an error. ' +
    '{"query":"1042","page":2,"items":[{"id":17,"name":"Lamp, small","price":12.5,"open":true}]}\n' +
    '2026-11-23T10:12:13.456Z ERROR [orders] upstream answered 500 at /v1/orders?page=2 (812 ms)\n' +
    '    at search (file:///app/src/orders.ts:42:17)\n',
  LENGTH,
)

const seeds = attackSeeds(readRules())
const hostile: [name: string, write: (length: number) => string][] = [
  ...seeds.map((seed): (typeof hostile)[0] => [JSON.stringify(seed), (length) => repeatTo(seed, length)]),
  ['names that differ, =', (length) => distinctNames(length, '=')],
  ['names that differ, :"', (length) => distinctNames(length, '":"')],
  ['every prefilter, then plain text', (length) => `${prefilters()} ${PLAIN}`.slice(0, length)],
]

/** Each looks at the whole text. */
const PARTS: Record<string, (text: string) => unknown> = {
  'one string of a context': (text) => builtInRedactor.redact(escapeStrayBrackets(normaliseText(text))),
  'sixteen strings, to what is sent': (text) =>
    boundContext(
      secureContext({ incident: { arguments: piecesOf(text) } }, 'host', builtInRedactor),
      CONTEXT_LIMITS.bytes,
    ),
  'words of a person': (text) => redactText(readText(text, 'words', LENGTH) ?? ''),
}

for (const [part, work] of Object.entries(PARTS)) compare(part, work)
await measureDoors()

function compare(part: string, work: (text: string) => unknown): void {
  const time = (text: string): number => {
    const start = performance.now()
    work(text)
    return performance.now() - start
  }
  for (let i = 0; i < ROUNDS; i++) time(PLAIN)
  const tried = hostile.map(([name, write]) => {
    const text = write(TRIED_LENGTH)
    return { name, write, ms: Math.min(time(text), time(text), time(text)) }
  })
  const rows = tried
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, MEASURED)
    .map(({ name, write }) => {
      const text = write(LENGTH)
      const rounds = Array.from({ length: ROUNDS }, () => [time(PLAIN), time(text)] as const)
      // The least of several is what the work itself takes, also on a busy machine.
      const plain = Math.min(...rounds.map(([one]) => one))
      const ms = Math.min(...rounds.map(([, other]) => other))
      return { text: name.slice(0, 50), plain, ms, ratio: ms / plain }
    })
    .toSorted((a, b) => b.ratio - a.ratio)
  process.stdout.write(`\n${part}: ${hostile.length} texts of ${LENGTH} code points\n`)
  // oxlint-disable-next-line no-console -- the table is what the bench is for
  console.table(
    rows.slice(0, SHOWN).map(({ text, plain, ms, ratio }) => ({
      text,
      'plain, ms': plain.toFixed(2),
      'this, ms': ms.toFixed(2),
      ratio: ratio.toFixed(1),
    })),
  )
  verdict(`${part}: the most expensive text to plain text`, rows[0]?.ratio ?? 0, '<=', TARGET)
}

/** Sixteen strings of four thousand code points: all of each is looked at. */
function piecesOf(text: string): string[] {
  const all = Array.from(text)
  return Array.from({ length: 16 }, (_, i) => all.slice((i * LENGTH) / 16, ((i + 1) * LENGTH) / 16).join(''))
}

function prefilters(): string {
  return readRules()
    .flatMap((rule) => (rule.kind === 'value' && rule.prefilter) || [])
    .join(' ')
}

/** The same over HTTP, for callers without an account. */
async function measureDoors(): Promise<void> {
  const [database] = databaseKinds
  if (!database) return
  const platform = await startPlatform(database, 'redaction', { LOG_LEVEL: 'info' })
  const server = await (await Staff.signUp(platform.origin)).addServer('shop')
  const marks = `a${'\u0315\u0300'.repeat((DOOR_LENGTH - 1) / 2)}`

  const post = (
    host: string,
    path: string,
    headers: Record<string, string>,
    body: object,
  ): Promise<HttpResponse> =>
    sendOverHttp({
      method: 'POST',
      host,
      path,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const signIn = (email: string): Promise<HttpResponse> => {
    const { host, origin } = new URL(platform.origin)
    return post(host, '/trpc/account.signIn', { origin }, { email, password: 'x' })
  }
  const openTicket = (note: string): Promise<HttpResponse> => {
    const context = { incident: { tool: 't', arguments: piecesOf(note) } }
    const ticket = { title: 't', description: 'd', category: 'Other', context }
    return post(server.host, '/api/mcpserver/support', { 'x-mcp-obs-key': server.key }, ticket)
  }
  await compareDoor('account.signIn', 422, () => signIn('x'.repeat(DOOR_LENGTH)), {
    marks: () => signIn(marks),
  })
  const fit = (seed: string): string => repeatTo(seed, DOOR_LENGTH)
  await compareDoor('POST /support, context', 201, () => openTicket(PLAIN.slice(0, DOOR_LENGTH)), {
    marks: () => openTicket(marks),
    'eyJaaaaaaaa-': () => openTicket(fit('eyJaaaaaaaa-')),
    'token==': () => openTicket(fit('token==')),
    'nested JSON': () => openTicket(fit('{"token":')),
  })
  await platform.end()
}

async function compareDoor(
  door: string,
  status: number,
  plain: () => Promise<HttpResponse>,
  others: Record<string, () => Promise<HttpResponse>>,
): Promise<void> {
  const time = async (send: () => Promise<HttpResponse>): Promise<number> => {
    const start = performance.now()
    const { statusCode } = await send()
    if (statusCode !== status) throw new Error(`${door} answered ${statusCode}`)
    return performance.now() - start
  }
  for (const [name, send] of Object.entries(others)) {
    const rounds: [number, number][] = []
    for (let i = 0; i < ROUNDS; i++) rounds.push([await time(plain), await time(send)])
    const ratio = median(rounds.map(([, ms]) => ms)) / median(rounds.map(([ms]) => ms))
    verdict(`${door}: ${name} to plain text`, ratio, '<=', TARGET)
  }
}
