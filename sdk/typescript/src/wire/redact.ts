/*
 * Redaction replaces what must not leave the host's process. The SDK runs it before anything is stored, and the
 * platform runs it again. `redact(redact(x))` equals `redact(x)`.
 */
import { escapeStrayBrackets, isMarker, redactedMarker } from './markers.ts'
import { remember } from './remember.ts'
import { isSecretKey, joinName, mayBeSecret } from './secret-keys.ts'
import { redactNamedSecrets } from './secret-text.ts'
import { compileSecretValues } from './secret-values.ts'
import type { Json } from './ticket-context.ts'

/** Redaction rules of the host, which are added to the built-in ones. */
export interface RedactionRules {
  /** More names whose values are secret. Case and separators do not matter. */
  keys?: readonly string[]
  /** More patterns of secrets. Each match becomes `⟦redacted:custom⟧`. Their running time should be linear. */
  patterns?: readonly RegExp[]
  /** Also redact e-mail addresses. Default `false`. */
  emails?: boolean
  /** Also redact IP addresses. Default `false`. */
  ips?: boolean
}

export interface Redactor {
  /** Key rules and value rules, for a JSON value of the context that was bounded and normalised. */
  redact(value: Json): Json
  /** Value rules only, for a ticket's title and description. */
  redactText(text: string): string
}

/** Digits. Shorter numbers are no secrets. */
const SHORTEST_CARD = 13

/** A text that still changes after this many runs was made to do so. It is redacted as a whole. */
const MAX_RUNS = 8

/** Creates a redactor from the built-in rules and those of a host. */
export function createRedactor(rules: RedactionRules = {}): Redactor {
  const extraKeys = new Set((rules.keys ?? []).map(joinName))
  const isKnownSecret = remember((name) => isSecretKey(name, extraKeys))
  const isSecret = (name: string): boolean => (extraKeys.size > 0 || mayBeSecret(name)) && isKnownSecret(name)
  const redactSecrets = compileSecretValues(rules)
  const custom = (rules.patterns ?? []).map(
    (pattern) => new RegExp(pattern.source, withGlobal(pattern.flags)),
  )

  const redactByValue = (text: string): string =>
    redactSecrets(redactCustom(escapeStrayBrackets(text), custom))

  // Redacting a secret may uncover the start of a named value, so the rules run until they find nothing more.
  const redactString = (text: string): string => {
    if (isMarker(text)) return text
    let current = text
    for (let run = 0; run < MAX_RUNS; run++) {
      const named = redactNamedSecrets(current, isSecret)
      const redacted = redactSecrets(redactCustom(named, custom))
      // Named values and secrets of one form leave nothing of their own kind behind.
      if (redacted === named) return redacted
      current = redacted
    }
    return redactedMarker('key')
  }

  const redactValue = (value: Json): Json => {
    if (typeof value === 'string') return redactString(value)
    if (typeof value === 'number') return redactNumber(value)
    if (Array.isArray(value)) return value.map(redactValue)
    if (value !== null && typeof value === 'object') return redactRecord(value)
    return value
  }

  const redactNumber = (value: number): Json => {
    const text = String(value)
    if (text.length < SHORTEST_CARD) return value
    const redacted = redactSecrets(text)
    return redacted === text ? value : redacted
  }

  const redactRecord = (record: { [key: string]: Json }): Json => {
    // From entries and not by assignment, so that a member named __proto__ stays a member.
    const entries = Object.entries(record).map(([key, value]): [string, Json] => {
      const name = redactString(key)
      return [name, isSecret(name) && holdsSecret(value) ? redactedMarker('key') : redactValue(value)]
    })
    return Object.fromEntries(entries)
  }

  return { redact: redactValue, redactText: redactByValue }
}

/** The built-in rules. */
export const builtInRedactor = createRedactor()

/** Redacts a ticket's title or description by the built-in value rules. Idempotent, linear in time. */
export function redactText(text: string): string {
  return builtInRedactor.redactText(text)
}

/** An empty value, a boolean and a marker are no secrets, and support should see them. */
function holdsSecret(value: Json): boolean {
  if (value === null || typeof value === 'boolean' || value === '') return false
  return typeof value !== 'string' || !isMarker(value)
}

function redactCustom(text: string, patterns: readonly RegExp[]): string {
  let redacted = text
  for (const pattern of patterns) {
    // Only the text between markers is searched, so that markers stay whole.
    redacted = redacted
      .split(/(⟦[^⟦⟧]*⟧)/)
      .map((part, index) =>
        index % 2 === 1 ? part : part.replace(pattern, (match) => match && redactedMarker('custom')),
      )
      .join('')
  }
  return redacted
}

const withGlobal = (flags: string): string => `${flags.replaceAll('g', '').replaceAll('y', '')}g`
