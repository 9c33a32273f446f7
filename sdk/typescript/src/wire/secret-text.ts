/*
 * Secrets inside a string that are recognised by the name before them: JSON in a string (also if cut off or escaped
 * inside another JSON string), `{ password: 'x' }` in a printed object, `Password=x` in a connection string, a
 * printed header. The text is not parsed as JSON, so that its layout, its long numbers and its duplicate keys stay as
 * they are.
 */
import type { Finder } from './finds.ts'
import { isMarker, redactedMarker, splitCut } from './markers.ts'
import { NAMED_VALUES } from './redaction-rules.ts'

const NAMED = new RegExp(`${NAMED_VALUES.quoted}|${NAMED_VALUES.bare}`, 'gu')
const HEADERS = new Set(NAMED_VALUES.headers.split(' '))
const LITERAL = new RegExp(NAMED_VALUES.quotedValue, 'uy')
const WORD = new RegExp(NAMED_VALUES.bareValue, 'uy')
const LINE = new RegExp(NAMED_VALUES.line, 'uy')
const KEPT_LITERAL = /^(?:|true|false|null|undefined|None|True|False)$/

/** Where a part of the text ends, and the text that replaces it. Without a text it is passed over. */
interface Replacement {
  end: number
  text?: string
  closed?: boolean
}

/** Finds each value that follows a secret name. `isSecret` decides on names. */
export function findNamedSecrets(isSecret: (name: string) => boolean): Finder {
  return (text, finds) => {
    if (!text.includes(':') && !text.includes('=')) return
    NAMED.lastIndex = 0
    for (let match = NAMED.exec(text); match; match = NAMED.exec(text)) {
      const [, escapes = '', , quotedName, bareName = '', sign] = match
      const name = quotedName ?? bareName
      if (!isSecret(name)) continue
      const start = NAMED.lastIndex
      const found = readValue(text, start, quotedName !== undefined, escapes, sign === '=', name)
      if (!found) continue
      const { end, text: replacement, closed } = found
      if (replacement !== undefined) finds.push({ start, end, text: replacement, closed })
      NAMED.lastIndex = Math.max(end, start)
    }
  }
}

function readValue(
  text: string,
  start: number,
  quotedName: boolean,
  escapes: string,
  equals: boolean,
  name: string,
): Replacement | undefined {
  const at = start + (text.startsWith(escapes, start) ? escapes.length : 0)
  const opening = text[at]
  if (opening === '"' || opening === "'") return readQuoted(text, start, escapes, opening)
  if (quotedName && (opening === '{' || opening === '[')) return readNested(text, start, escapes)
  if (quotedName) return readRun(text, start, LITERAL, `${escapes}"`)
  if (equals) return readRun(text, start, WORD, '')
  return HEADERS.has(name.toLowerCase()) ? readRun(text, start, LINE, '') : undefined
}

function readQuoted(text: string, start: number, escapes: string, quote: string): Replacement | undefined {
  const open = escapes + quote
  const inner = start + open.length
  const { end, next } = endOfString(text, inner, escapes.length, quote)
  const content = text.slice(inner, end)
  if (content === '') return undefined
  // Skipped like a secret, so that a second run goes on at the same place as the first.
  if (isMarker(content)) return { end: next }
  return {
    closed: true,
    end: next,
    text: open + redactedMarker('key') + (next === end ? trailingCut(content) : text.slice(end, next)),
  }
}

/**
 * Where a string ends that began after `depth` backslashes and a quote. `end` is the end of its content, `next` is the
 * place after the closing quote. If the string was cut off, both are the end of the text.
 */
function endOfString(
  text: string,
  from: number,
  depth: number,
  quote: string,
): { end: number; next: number } {
  for (let at = text.indexOf(quote, from); at !== -1; at = text.indexOf(quote, at + 1)) {
    let backslashes = 0
    while (at - backslashes > from && text[at - backslashes - 1] === '\\') backslashes++
    // Each level of JSON within JSON doubles the backslashes. Fewer of them close a string around this one.
    if (backslashes < depth) return { end: at - backslashes, next: at - backslashes }
    if ((backslashes - depth) % (2 * (depth + 1)) === 0) return { end: at - depth, next: at + 1 }
  }
  return { end: text.length, next: text.length }
}

function readNested(text: string, start: number, escapes: string): Replacement | undefined {
  const quote = `${escapes}"`
  let level = 0
  let at = start
  while (at < text.length) {
    const char = text[at]
    if (text.startsWith(quote, at)) {
      at = endOfString(text, at + quote.length, escapes.length, '"').next
      continue
    }
    if (char === '{' || char === '[') level++
    if (char === '}' || char === ']') level--
    at++
    if (level === 0) return { closed: true, end: at, text: `${quote}${redactedMarker('key')}${quote}` }
  }
  return { closed: true, end: at, text: `${quote}${redactedMarker('key')}${quote}${trailingCut(text)}` }
}

function readRun(text: string, start: number, pattern: RegExp, quote: string): Replacement | undefined {
  // `auth == null` is a comparison and holds no value. The text behind it is not read, because it is searched next.
  if (text[start] === '=') return undefined
  pattern.lastIndex = start
  const run = pattern.exec(text)?.[0].trimEnd() ?? ''
  if (KEPT_LITERAL.test(run)) return undefined
  return { end: start + run.length, text: `${quote}${redactedMarker('key')}${quote}` }
}

function trailingCut(text: string): string {
  const { base } = splitCut(text)
  return text.slice(base.length)
}
