/*
 * How many secrets of other people's test suites redaction misses, and what it takes for a secret that is none.
 *
 *   SECRET_CORPORA=<folder> npm run bench -- redaction-corpora
 *
 * The folder has the sources of secret scanners, one folder each: gitleaks, trufflehog, secretlint, detect-secrets. They
 * are not part of this project and nothing is fetched. The patterns of the first two that have a distinctive form (fixed
 * characters, and no word that must stand near it) are searched in the tests of all; what they match is a sample.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { builtInRedactor } from '#sdk/wire/built-in-redactor.ts'
import type { Json } from '#sdk/wire/ticket-context.ts'
import { verdict } from './measure.ts'

type Place = (secret: string) => Json

/** Where a secret stands that only its looks give away. */
const PLACES: Record<string, Place> = {
  argument: (secret) => ({ query: secret }),
  'nested JSON': (secret) => ({ body: JSON.stringify({ a: [JSON.stringify({ query: secret })] }) }),
  URL: (secret) => `GET https://acme.test/v1/${secret}/x answered 500`,
  header: (secret) => `X-Thing: ${secret}\nAccept: */*`,
  message: (secret) => `upstream does not know ${secret}, try again`,
  stack: (secret) => `Error: no ${secret}\n    at find (file:///app/src/find.ts:42:17)`,
}

/** The same with a name. */
const NAMED: Record<string, Place> = {
  argument: (secret) => ({ password: secret, list: [{ api_key: secret }, ['--token', secret]] }),
  'nested JSON': (secret) => ({ body: JSON.stringify({ a: JSON.stringify({ clientSecret: secret }) }) }),
  URL: (secret) => `https://acme.test/?a=1&reset_token=${encodeURIComponent(secret)}`,
  header: (secret) => `PRIVATE-TOKEN: ${secret}\nX-Api-Key: ${secret}\nCookie: sid=${secret}`,
  message: (secret) => `login --password ${secret} failed\n<password>${secret}</password>`,
  stack: (secret) => `Error: token: ${secret}\n    at find (file:///app/src/find.ts:42:17)`,
}

const NO_SECRETS: Json[] = [
  'order 4111111111111111 is late',
  { order: 4111111111111111, secretary: 'Ana', signature: 'sum(a, b)', pin: 'map', session: 'morning' },
  { auth_url: 'https://acme.test/a', authorization_endpoint: 'https://acme.test/b' },
  'https://acme.test/browse?key=PROJ-12',
  'UPDATE t SET token = $1 WHERE id = 2',
  'const token = getToken()',
  'f81d4fae-7dec-41d0-a765-00a0c91e6bf6 d41d8cd98f00b204e9800998ecf8427e',
  'fix in 74a6aa5b0c1d2e3f405162738495a6b7c8d9e0f1 and 74a6aa5',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'DE89370400440532013000 or FR76 3000 6000 0112 3456 7890 189',
  '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  'secretary: Ana, signature: none, pin: board, session: morning',
]

const samples = readSamples(process.env['SECRET_CORPORA'])
if (samples.length === 0) {
  process.stdout.write('skipped: SECRET_CORPORA names no folder with sources\n')
  process.exit()
}
for (const [kind, places, target] of [
  ['by looks', PLACES, 5],
  ['by name', NAMED, 1],
] as const) {
  const leaks = samples.flatMap(({ rule, secret }) =>
    Object.entries(places)
      .filter(([, place]) => stays(secret, place))
      .map(([place]) => ({ rule, place })),
  )
  const count = (key: 'rule' | 'place'): Record<string, number> =>
    Object.fromEntries(
      Object.entries(Object.groupBy(leaks, (leak) => leak[key])).map(([name, some = []]) => [
        name,
        some.length,
      ]),
    )
  process.stdout.write(`\n${kind}: ${samples.length} samples, leaks by place and by rule\n`)
  // oxlint-disable-next-line no-console -- the table is what the bench is for
  console.table([count('place')])
  // oxlint-disable-next-line no-console
  console.table(count('rule'))
  const all = samples.length * Object.keys(places).length
  verdict(`${kind}: samples that leak, %`, (100 * leaks.length) / all, '<=', target)
}
const alarms = NO_SECRETS.filter((value) => JSON.stringify(builtInRedactor.redact(value)).includes('⟦'))
verdict('false alarms', alarms.length, '<=', 0)

/** Whether the end of the secret is still there. Its beginning may be: a host name, a prefix. */
function stays(secret: string, place: Place): boolean {
  const redacted = JSON.stringify(builtInRedactor.redact(place(secret)))
  return redacted.includes(secret.slice(-10)) || redacted.includes(encodeURIComponent(secret).slice(-10))
}

function readSamples(folder: string | undefined): { rule: string; secret: string }[] {
  if (!folder) return []
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
  const patterns = new Map<string, Distinctive[]>()
  for (const file of files.filter((name) => name.endsWith('gitleaks.toml'))) {
    for (const rule of read(file).split('[[rules]]').slice(1)) {
      const [, id = '', source = ''] = /id = "(.+?)"[\s\S]*?\nregex = '''(.+?)'''/.exec(rule) ?? []
      if (!/\[\\w\.-\]\{0,50\}/.test(source)) keep(patterns, id, source)
    }
  }
  for (const file of files.filter((name) => /detectors.*\.go$/.test(name) && !name.endsWith('_test.go'))) {
    for (const [, source = ''] of read(file).matchAll(/MustCompile\(`([^`]+)`\)/g)) {
      keep(patterns, file.split('detectors/').at(-1)?.split('/').slice(0, -1).join(' ') ?? '', source)
    }
  }
  const isTest = (file: string): boolean =>
    /_test\.(?:go|py)$|[/\\](?:ng|ok)?[^/\\]*[/\\]input\.|config[/\\]rules[/\\].*\.go$/.test(file) &&
    !file.includes('integration') &&
    ['.go', '.py', '.txt', '.json', '.js', '.md', '.env', '.yml'].includes(extname(file))
  const text = files.filter(isTest).map(read).map(fillGenerators).join('\n')
  const found = new Map<string, string>()
  for (const [rule, regexes] of patterns) {
    for (const { regex, fixed } of regexes) {
      for (const match of text.matchAll(regex)) {
        const secret = match.slice(1).find((group) => group && group.length > 9) ?? match[0]
        if (isToken(secret) && fixed.some((part) => secret.toLowerCase().includes(part)))
          found.set(secret, rule)
      }
    }
  }
  return Array.from(found, ([secret, rule]) => ({ rule, secret }))
}

interface Distinctive {
  regex: RegExp
  /** What every match has, in lower case: one of these. */
  fixed: readonly string[]
}

/** Neither a host, a connection string nor a piece of code, and no more than hexadecimal digits or a word. */
function isToken(secret: string): boolean {
  const isOther =
    /[`\\$<>'"{}()[\] ,%]|\.(?:com|net|io|app|co|cloud|lk|org)\b|:\/\/|jdbc:|^[a-fA-F0-9-]+$|^[A-Za-z_%-]+$/
  return /^[\x21-\x7e]{16,2000}$/.test(secret) && !isOther.test(secret)
}

/** Keeps patterns that have fixed characters of a secret that is none in public, as far as JavaScript has their syntax. */
function keep(patterns: Map<string, Distinctive[]>, rule: string, source: string): void {
  if (/public|publish|subscription|paymentintent|enterprise/i.test(rule)) return
  const plain = source
    .replaceAll(/\(\?-?[is]\)/g, '')
    .replaceAll(/\(\?-?i:/g, '(?:')
    .replaceAll('(?P<', '(?<')
    .replaceAll('[[:alnum:]]', '[A-Za-z0-9]')
    .replaceAll('\\z', '$')
    .replaceAll('\\A', '^')
  const literals = plain.replaceAll(/\[[^\]]*\]|\{[^}]*\}|\(\?[:<!=]+|\\[bwsdnr]/g, ' ').replaceAll('\\', '')
  const fixed = literals.toLowerCase().match(/[a-z0-9_.~-]{3,}/g) ?? []
  if (fixed.length === 0) return
  try {
    patterns.set(rule, [...(patterns.get(rule) ?? []), { regex: new RegExp(plain, 'g'), fixed }])
  } catch {
    // Another engine's syntax.
  }
}

/** Go that makes a secret of a pattern, as text that the pattern matches. */
function fillGenerators(source: string): string {
  const chars = { Numeric: '0918273645', Hex: 'a0b9c8d7e6f5' }
  return source
    .replaceAll(/secrets\.NewSecret\(utils\.(\w+)\("(\d+)"\)\)/g, (_, kind: string, length: string) => {
      const from = chars[kind as keyof typeof chars] ?? 'k7m2q9x4w1'
      return `"${from.repeat(200).slice(0, Number(length))}"`
    })
    .replaceAll(/["`]\s*\+\s*["`]/g, '')
}
