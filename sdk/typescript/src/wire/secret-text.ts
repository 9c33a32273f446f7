/*
 * Secrets inside a string that are recognised by the name before them: JSON in a string (also if cut off or escaped
 * inside another JSON string), `{ password: 'x' }` in a printed object, `Password=x` in a connection string, a
 * printed header, `--password x`, `<password>x</password>`, `name="password" value="x"`. The text is not parsed as JSON, so that its
 * layout, its long numbers and its duplicate keys stay as they are.
 */
import { compilePattern } from './compile-pattern.ts'
import type { Finder } from './finds.ts'
import { isMarker, redactedMarker, splitCut } from './markers.ts'
import { NAMED_VALUES } from './redaction-rules.ts'
import { isSecretText, MANIFEST_NAMES, type Secrecy, secretsBeside } from './secret-keys.ts'

const { quoted, bare, flag, element, pair } = NAMED_VALUES
const NAMED = compilePattern([quoted, bare, flag, element].join('|'), 'gu')
const NAMED_OR_PAIR = compilePattern([quoted, bare, flag, element, pair].join('|'), 'gu')
/** What stands in every text with a value beside its name, which takes time to look for. */
const HAS_PAIR = /(?:value|val|content|default)["'\\]{0,8}[ \t]{0,4}[:=]|<string|(?:name|key)=/i
const HEADERS = new Set(NAMED_VALUES.headers.split(' '))
const LITERAL = compilePattern(NAMED_VALUES.quotedValue, 'uy')
const WORD = compilePattern(NAMED_VALUES.bareValue, 'uy')
const LINE = compilePattern(NAMED_VALUES.line, 'uy')
const PHRASE = compilePattern(NAMED_VALUES.phrase, 'uy')
const CONTENT = compilePattern(NAMED_VALUES.elementValue, 'uy')
const KEPT = compilePattern(`^(?:|${NAMED_VALUES.kept})$`, 'u')
const PLAIN = new Set(NAMED_VALUES.plain.split(' '))

/**
 * So much of a value decides whether it is none. What is none is searched again for names, so that its length must be
 * bounded: `sig=sig=sig=`.
 */
const LOOK = 64

/** Only a text with one of these is searched for names. */
const HAS_SIGN = /[:=：]|-[a-z]|<\/| (?:is|was) /i
/**
 * Many a message has such a sign, but no secret stands behind it: a stack begins with `Error:`, and what is told is a secret
 * only if it has a digit. Without one of these nothing can be found, and to look for them is faster than the search.
 */
const MAY_HOLD = /(?<!^Error)[:：]|-[a-z]|<|=|(?:is|was)\s+\S*[0-9]/i

/** How a name stands before its value. */
type Sign = 'quoted' | ':' | '=' | 'is' | 'flag' | 'element'

/** Where a part of the text ends, and the text that replaces it. Without a text it is passed over. */
interface Replacement {
  end: number
  text?: string
  closed?: boolean
}

/** Finds each value that follows a secret name. `secrecy` decides on names. */
export function findNamedSecrets(secrecy: (name: string) => Secrecy | undefined): Finder {
  // A host may have said that what stands under `error` is secret.
  const maySkip = !secrecy('Error')
  return (text, finds) => {
    if (!HAS_SIGN.test(text) || (maySkip && !MAY_HOLD.test(text))) return
    const isBeside = secretsBeside(text)
    const names = HAS_PAIR.test(text) ? NAMED_OR_PAIR : NAMED
    names.lastIndex = 0
    for (let match = names.exec(text); match; match = names.exec(text)) {
      const [, escapes = match[8] ?? '', , quotedName, bareName, , flagName, elementName, , pairName] = match
      const name = quotedName ?? bareName ?? flagName ?? elementName ?? pairName ?? ''
      const known = secrecy(name) ?? (isBeside(name) ? 'any' : undefined)
      const start = names.lastIndex
      // What stands around the name may hold other names.
      if (elementName ?? pairName) names.lastIndex = match.index + match[0].indexOf(name) + name.length
      if (!known || (match[10] && !IS_NAMED.test(text.slice(match.index - 5, match.index)))) continue
      const found = readValue(text, { start, escapes, name, secrecy: known, sign: signOf(match) })
      if (!found) continue
      const { end, text: replacement, closed } = found
      if (replacement !== undefined) finds.push({ start, end, text: replacement, closed })
      names.lastIndex = Math.max(end, start)
    }
  }
}

/** An attribute that holds the name of an element's text. */
const IS_NAMED = /(?:name|key)=$/

function signOf(match: RegExpExecArray): Sign {
  if (match[3] !== undefined) return 'quoted'
  if (match[6] !== undefined) return 'flag'
  if ((match[7] ?? match[10] ?? match[11]) !== undefined) return 'element'
  if (match[9] !== undefined) return '='
  if (/[is]/i.test(match[5] ?? '')) return 'is'
  return match[5] === ':' || match[5] === '：' ? ':' : '='
}

interface Named {
  start: number
  escapes: string
  name: string
  secrecy: Secrecy
  sign: Sign
}

function readValue(text: string, named: Named): Replacement | undefined {
  const { start, escapes, sign, secrecy } = named
  if (sign === 'element') return readRun(text, start, CONTENT, '', secrecy)
  if (sign === 'is' && !IS_TOLD.test(text.slice(start, start + LOOK))) return undefined
  const at = start + (text.startsWith(escapes, start) ? escapes.length : 0)
  const opening = text[at]
  if (opening === '"' || opening === "'") return readQuoted(text, start, escapes, opening, secrecy)
  if (sign !== 'quoted') return readBare(text, named)
  if (opening !== '{' && opening !== '[') return readRun(text, start, LITERAL, `${escapes}"`, secrecy)
  return secrecy === 'any' ? readNested(text, start, escapes) : undefined
}

function readBare(text: string, { start, name, sign, secrecy }: Named): Replacement | undefined {
  if (sign !== '=' && HEADERS.has(name.toLowerCase())) return readRun(text, start, LINE, '', secrecy)
  const block =
    sign === ':' && secrecy === 'any' ? readBlock(text, start, MANIFEST_NAMES.has(name)) : undefined
  if (block) return block
  const phrase = IS_PHRASE.test(name) ? matchAt(PHRASE, text, start) : ''
  if (phrase !== '' && !phrase.split(' ').some((word) => PLAIN.has(word))) {
    return { end: start + phrase.length, text: redactedMarker('key') }
  }
  const found = readRun(text, start, WORD, '', secrecy)
  if (!found || sign === '=') return found
  return isProse(text.slice(start, found.end), text.slice(found.end, found.end + 2)) ? undefined : found
}

/** `token: missing` and `password: at least 8` say something about a secret. In `password: hunter2` it stands there. */
function isProse(value: string, after: string): boolean {
  const goesOn = GOES_ON.test(after)
  if (!IS_WORD.test(value)) return goesOn && value.length < SHORTEST_IN_PROSE
  return goesOn || PLAIN.has(value.replace(/[.!?:]$/, '').toLowerCase())
}

/** `token is 8` says something about a secret. In `password is hunter2` it stands there. */
const IS_TOLD = /^["'`]?(?=[^\s]*[0-9])[^\s"'`⟦⟧]{7,}/
/** These may have several words. */
const IS_PHRASE = /pass|phrase|mnemonic|seed|secret/i
const GOES_ON = /^(?:[ \t]?[A-Za-z0-9]|[ \t]⟦)/
const IS_WORD = /^[A-Za-z]+[.!?:]?$/
const SHORTEST_IN_PROSE = 6

/**
 * A value of YAML on the lines below, which stand further in than its name: `password: |`, and the data of a Secret of
 * Kubernetes.
 */
function readBlock(text: string, start: number, isData: boolean): Replacement | undefined {
  const [, mark, indent] = BLOCK.exec(text.slice(start, start + LOOK)) ?? []
  if (indent === undefined || (mark === undefined && !isData)) return undefined
  let end = start
  for (;;) {
    const line = text.indexOf('\n', end)
    if (line === -1 || !text.startsWith(indent, line + 1)) break
    const next = text.indexOf('\n', line + 1)
    end = next === -1 ? text.length : next
  }
  return { end, text: redactedMarker('key') + trailingCut(text.slice(start, end)) }
}

const BLOCK = /^([|>][-+0-9]{0,2})?[ \t]*\n([ \t]{1,32})/

function readQuoted(
  text: string,
  start: number,
  escapes: string,
  quote: string,
  secrecy: Secrecy,
): Replacement | undefined {
  const open = escapes + quote
  const inner = start + open.length
  const near = secrecy === 'any' ? text : text.slice(0, inner + LOOK)
  let { end, next } = endOfString(near, inner, escapes.length, quote)
  const content = text.slice(inner, end)
  if (content === '') return undefined
  // Skipped like a secret, so that a second run goes on at the same place as the first.
  if (isMarker(content)) return { end: next }
  if (!isSecretText(secrecy, content)) return undefined
  if (end === near.length) ({ end, next } = endOfString(text, inner, escapes.length, quote))
  return {
    closed: true,
    end: next,
    text:
      open +
      redactedMarker('key') +
      (next === end ? trailingCut(text.slice(inner, end)) : text.slice(end, next)),
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

function readRun(
  text: string,
  start: number,
  pattern: RegExp,
  quote: string,
  secrecy: Secrecy,
): Replacement | undefined {
  // `auth == null` is a comparison and holds no value. The text behind it is not read, because it is searched next.
  if (text[start] === '=') return undefined
  const near = matchAt(pattern, text.slice(start, start + LOOK), 0)
  const isWhole = near.length < LOOK
  if (isWhole && KEPT.test(near.trim())) return undefined
  if (!isSecretText(secrecy, near.trim())) return undefined
  const run = isWhole ? near : matchAt(pattern, text, start)
  return { end: start + run.trimEnd().length, text: `${quote}${redactedMarker('key')}${quote}` }
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

function trailingCut(text: string): string {
  const { base } = splitCut(text)
  return text.slice(base.length)
}
