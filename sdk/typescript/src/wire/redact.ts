/*
 * Redaction: what must not leave the host's process. Run by the SDK before anything is stored, and once more by the
 * platform. `redact(redact(x))` equals `redact(x)`.
 */
import { escapeStrayBrackets, isMarker, redactedMarker } from './markers.ts'
import { remember } from './remember.ts'
import { isSecretKey, joinName } from './secret-keys.ts'
import { redactNamedSecrets } from './secret-text.ts'
import { compileSecretValues } from './secret-values.ts'
import { normaliseText } from './text.ts'
import type { Json } from './ticket-context.ts'

/** What a host adds to the built-in rules. */
export interface RedactionRules {
  /** Further names whose values are secret, compared without case and separators. */
  keys?: readonly string[]
  /** Further shapes of secrets. Each match becomes `⟦redacted:custom⟧`. Keep them linear in time. */
  patterns?: readonly RegExp[]
  /** Also redact e-mail addresses. Default `false`. */
  emails?: boolean
  /** Also redact IP addresses. Default `false`. */
  ips?: boolean
}

export interface Redactor {
  /** Key rules and value rules, for a JSON value of the context. */
  redact(value: Json): Json
  /** Value rules only, for a person's words. */
  redactText(text: string): string
}

/** Text that is still not settled after this many runs was made to be so, and goes as a whole. */
const MAX_RUNS = 8

/** Builds a redactor from the built-in rules and those of a host. */
export function createRedactor(rules: RedactionRules = {}): Redactor {
  const extraKeys = new Set((rules.keys ?? []).map(joinName))
  const isSecret = remember((name) => isSecretKey(name, extraKeys))
  const redactSecrets = compileSecretValues(rules)
  const custom = (rules.patterns ?? []).map(
    (pattern) => new RegExp(pattern.source, withGlobal(pattern.flags)),
  )

  const redactWords = (text: string): string => redactSecrets(redactCustom(escapeStrayBrackets(text), custom))

  // A secret that goes may have hidden the start of a named value, so the rules run until they find nothing more.
  const redactString = (text: string): string => {
    if (isMarker(text)) return text
    let current = escapeStrayBrackets(normaliseText(text))
    for (let run = 0; run < MAX_RUNS; run++) {
      const redacted = redactSecrets(redactCustom(redactNamedSecrets(current, isSecret), custom))
      if (redacted === current) return current
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
    const redacted = redactSecrets(text)
    return redacted === text ? value : redacted
  }

  const redactRecord = (record: { [key: string]: Json }): Json => {
    // Entries, not assignment: a member named __proto__ must stay a member.
    const entries = Object.entries(record).map(([key, value]): [string, Json] => {
      const name = redactString(key)
      return [name, isSecret(name) && holdsSecret(value) ? redactedMarker('key') : redactValue(value)]
    })
    return Object.fromEntries(entries)
  }

  return { redact: redactValue, redactText: redactWords }
}

const builtIn = createRedactor()

/** Key rules and value rules, for a JSON value of the context; the built-in rules only. Idempotent, linear in time. */
export function redact(value: Json): Json {
  return builtIn.redact(value)
}

/** Value rules only, for a person's title and description; the built-in rules only. Idempotent, linear in time. */
export function redactText(text: string): string {
  return builtIn.redactText(text)
}

/** Nothing, a flag and a marker tell no secret, and support wants to see which of them it was. */
function holdsSecret(value: Json): boolean {
  if (value === null || typeof value === 'boolean' || value === '') return false
  return typeof value !== 'string' || !isMarker(value)
}

function redactCustom(text: string, patterns: readonly RegExp[]): string {
  let redacted = text
  for (const pattern of patterns) {
    // Markers are kept whole by looking only between them.
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
