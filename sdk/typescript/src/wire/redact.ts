/*
 * Redaction replaces what must not leave the host's process. The SDK runs it before anything is stored, and the
 * platform runs it again. `redact(redact(x))` equals `redact(x)`.
 */
import { type Find, type Finder, replaceFinds } from './finds.ts'
import { escapeStrayBrackets, isMarker, redactedMarker } from './markers.ts'
import { remember } from './remember.ts'
import {
  isCardName,
  isSecretText,
  joinName,
  JWK_NAMES,
  MANIFEST_NAMES,
  LONGEST_NAME,
  mayBeSecret,
  type Secrecy,
  secrecyOf,
} from './secret-keys.ts'
import { findNamedSecrets } from './secret-text.ts'
import { compileSecretValues, isCard } from './secret-values.ts'
import { copyText } from './text.ts'
import type { Json } from './ticket-context.ts'

/** Redaction rules of the host, which are added to the built-in ones. */
export interface RedactionRules {
  /** More names whose values are secret. Case and separators do not matter. */
  keys?: readonly string[] | undefined
  /** More patterns of secrets. Each match becomes `⟦redacted:custom⟧`. Their running time should be linear. */
  patterns?: readonly RegExp[] | undefined
  /** Also redact e-mail addresses. Default `false`. */
  emails?: boolean | undefined
  /** Also redact IP addresses. Default `false`. */
  ips?: boolean | undefined
}

export interface Redactor {
  /** Key rules and value rules, for a JSON value of the context that was bounded and normalised. */
  redact(value: Json): Json
  /**
   * As `redact`, for text that comes often: a name, the frames of a stack. It is remembered, if nothing was found in it.
   *
   * @param from where the frames of a stack may begin, behind the message, which does not come again. If nothing is found in it, the
   *   frames are a text of their own: they name code, so that no secret goes on in them.
   */
  redactOften(text: string, from?: number): string
  /** Value rules only, for a ticket's title and description. */
  redactText(text: string): string
}

/** What is known of a name, or of another text that comes again. It is remembered, if nothing was found in it. */
interface Name {
  /** The text, redacted. */
  text: string
  secrecy: Secrecy | undefined
  isCard: boolean
  isLabel: boolean
  isValue: boolean
}

/** In UTF-16 units. Nothing longer is remembered. */
const LONGEST_KNOWN = 4_096

/** Texts of so many UTF-16 units are redacted in a moment. */
const SHORT = 20

/** Whether a text may be remembered. */
const isKnown = (text: string, redacted: string): boolean => redacted === text && text.length <= LONGEST_KNOWN

/** Digits. Shorter numbers are no secrets. */
const SHORTEST_CARD = 13

/** As V8 writes them, and nothing else. */
const FRAMES = /^(\n {4}at .*)+$/

const CARD = redactedMarker('card')
const isCardNumber = (text: string): boolean => /^[2-6][0-9 -]{12,22}$/.test(text) && isCard(text)

const IS_LABEL = /^(?:name|key|k|field|label|header|id|type)$/i
const IS_VALUE = /^(?:values?|val|v|content|default)$/i
const IS_FLAG = /^(?:--?[a-z][\w-]*|(?:proxy-)?authorization|(?:set-)?cookie|x-api-key)$/i

/** A text that still changes after this many runs was made to do so. It is redacted as a whole. */
const MAX_RUNS = 8

/** Creates a redactor from the built-in rules and those of a host. */
export function createRedactor(rules: RedactionRules = {}): Redactor {
  const extraKeys = new Set((rules.keys ?? []).map(joinName))
  const known = remember(
    (name) => secrecyOf(name, extraKeys),
    (name) => redactByValue(name) === name,
  )
  const secrecy = (name: string): Secrecy | undefined =>
    extraKeys.size > 0 || mayBeSecret(name) ? known(name.slice(0, LONGEST_NAME)) : undefined
  /** Names that redaction leaves as they are, so that they count the same when it runs again. */
  const isSecretName = (value: Json): boolean =>
    typeof value === 'string' && /^[\w .-]{1,64}$/.test(value) && secrecy(value) === 'any'
  const custom = (rules.patterns ?? []).map(findPattern)
  const builtIn = compileSecretValues(rules)
  const byValue: Finder = (text, finds) => {
    for (const find of custom) find(text, finds)
    builtIn(text, finds)
  }
  const redactByValue = (text: string): string => settle(escapeStrayBrackets(text), byValue)
  const byName = findNamedSecrets(secrecy)

  /** A text that nothing was found in: the result and the stack of a failing call repeat the message of its error. */
  let clean = ''
  /** The frames of a stack that nothing was found in. Most failing calls differ in their message alone. */
  let cleanStack = ''
  const redactString = (text: string): string => {
    if (text === clean) return text
    const redacted = settle(text, byValue, byName)
    if (text.length > SHORT && isKnown(text, redacted)) clean = copyText(text)
    return redacted
  }

  const redactValue = (value: Json, inCard = false): Json => {
    if (typeof value === 'string') return inCard && isCardNumber(value) ? CARD : redactString(value)
    if (typeof value === 'number') return inCard && isCardNumber(String(value)) ? CARD : redactNumber(value)
    if (Array.isArray(value)) return redactList(value, inCard)
    if (value !== null && typeof value === 'object') return redactRecord(value, inCard)
    return value
  }

  const redactNumber = (value: number): Json => {
    const text = String(value)
    if (text.length < SHORTEST_CARD) return value
    const redacted = redactByValue(text)
    return redacted === text ? value : redacted
  }

  const redactUnder = (known: Secrecy | undefined, value: Json, inCard = false): Json =>
    known && holdsSecret(value, known) ? redactedMarker('key') : redactValue(value, inCard)

  const readName = remember(
    (name): Name => {
      const text = redactString(name)
      return {
        text,
        secrecy: secrecy(text),
        isCard: isCardName(text),
        isLabel: IS_LABEL.test(name),
        isValue: IS_VALUE.test(name),
      }
    },
    (name, { text }) => isKnown(name, text),
  )

  const redactRecord = (record: { [key: string]: Json }, inCard: boolean): Json => {
    const entries = Object.entries(record)
    const beside = namesBeside(record)
    // `{ name: 'password', value: 'x' }` is the password x.
    const isLabelled = entries.some(([key, value]) => readName(key).isLabel && isSecretName(value))
    let isSame = true
    for (const entry of entries) {
      const [key, value] = entry
      const { text, secrecy, isCard, isValue } = readName(key)
      const isSecret = beside?.has(key) || (isLabelled && isValue)
      entry[0] = text
      entry[1] = redactUnder(isSecret ? 'any' : secrecy, value, inCard || isCard)
      isSame &&= text === key && entry[1] === value
    }
    // From entries and not by assignment, so that a member named __proto__ stays a member.
    return isSame ? record : Object.fromEntries(entries)
  }

  /** In the arguments of a command, and in a list of headers, a value follows its name: `['--token', 'x']`. */
  const redactList = (list: Json[], inCard: boolean): Json => {
    const redacted = list.map((value, index) => {
      const before = list[index - 1]
      const isFlag = typeof before === 'string' && typeof value === 'string' && IS_FLAG.test(before)
      return isFlag && !value.startsWith('-')
        ? redactUnder(secrecy(before), value)
        : redactValue(value, inCard)
    })
    return redacted.every((value, index) => value === list[index]) ? list : redacted
  }

  return {
    redact: (value) => redactValue(value),
    redactOften: (text, from = 0) => {
      const head = text.slice(0, from)
      const frames = text.slice(from)
      const isKnownStack = frames === cleanStack
      if ((!isKnownStack && !FRAMES.test(frames)) || settle(head, byValue, byName) !== head)
        return readName(text).text
      if (isKnownStack) return text
      const redacted = readName(frames).text
      if (redacted === frames) cleanStack = redacted
      return head + redacted
    },
    redactText: redactByValue,
  }
}

/** The data of a Secret of Kubernetes, and the private members of a JWK. */
function namesBeside(record: { [key: string]: Json }): ReadonlySet<string> | undefined {
  if (record['kind'] === 'Secret') return MANIFEST_NAMES
  return typeof record['kty'] === 'string' ? JWK_NAMES : undefined
}

/** An empty value, a boolean and a marker are no secrets, and support should see them. */
function holdsSecret(value: Json, secrecy: Secrecy): boolean {
  if (value === null || typeof value === 'boolean' || value === '') return false
  if (typeof value === 'object') return secrecy === 'any'
  return !isMarker(String(value)) && isSecretText(secrecy, String(value))
}

/** Redacting a secret may uncover the beginning of another one, so the rules run until they find nothing more. */
function settle(text: string, byValue: Finder, byName?: Finder): string {
  let current = text
  for (let run = 0; run < MAX_RUNS; run++) {
    const finds: Find[] = []
    byName?.(current, finds)
    const named = finds.length
    byValue(current, finds)
    if (finds.length === 0) return current
    current = replaceFinds(current, finds)
    // Named values leave nothing of their own kind behind.
    if (finds.length === named) return current
  }
  return redactedMarker('key')
}

/** Only the text between markers is searched, so that markers stay whole. */
function findPattern(pattern: RegExp): Finder {
  const regex = new RegExp(pattern.source, withGlobal(pattern.flags))
  return (text, finds) => {
    let from = 0
    for (const [index, part] of text.split(/(⟦[^⟦⟧]*⟧)/).entries()) {
      for (const match of index % 2 === 1 ? [] : part.matchAll(regex)) {
        if (match[0] === '') continue
        const start = from + match.index
        finds.push({ start, end: start + match[0].length, text: redactedMarker('custom') })
      }
      from += part.length
    }
  }
}

const withGlobal = (flags: string): string => `${flags.replaceAll('g', '').replaceAll('y', '')}g`
