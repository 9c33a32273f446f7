/*
 * Which names stand for a secret value. Names are compared word by word, and their spelling does not matter: `apiKey`,
 * `API-KEY` and `x_api_key` match, `monkey` and `max_tokens` do not.
 */

import { KEY_NAMES } from './redaction-rules.ts'

const SECRET_WORDS = new Set(KEY_NAMES.word.split(' '))

/** These count anywhere in the name after its separators are removed. */
const SECRET_PARTS = KEY_NAMES.part.split(' ')

/** These count only as the whole name. */
const SECRET_NAMES = new Set(KEY_NAMES.whole.split(' '))

/** Names that look like secrets but are none and help support: counts, paging cursors and ways of signing in. */
const HARMLESS_NAMES = new Set(KEY_NAMES.harmless.split(' '))

const LONGEST_NAME = 128

const POSSIBLE = new RegExp([...SECRET_WORDS, ...SECRET_PARTS, ...SECRET_NAMES].join('|'))

/** Whether the value under this name is a secret. `extra` holds more names, in the form of {@link joinName}. */
export function isSecretKey(name: string, extra: ReadonlySet<string> = NONE): boolean {
  const start = name.length > LONGEST_NAME ? name.slice(0, LONGEST_NAME) : name
  const words = splitName(start)
  const joined = words.join('')
  if (extra.has(joined)) return true
  if (HARMLESS_NAMES.has(joined)) return false
  if (SECRET_NAMES.has(joined)) return true
  return words.some((word) => SECRET_WORDS.has(word)) || SECRET_PARTS.some((part) => joined.includes(part))
}

const NONE: ReadonlySet<string> = new Set()

/** Whether the name contains what every secret name of the built-in rules contains. False for most names, and fast. */
export function mayBeSecret(name: string): boolean {
  const lower = name.toLowerCase()
  return POSSIBLE.test(/[^a-z0-9]/.test(lower) ? lower.replace(/[^a-z0-9]+/g, '') : lower)
}

/** The name in lower case without separators. */
export function joinName(name: string): string {
  return splitName(name).join('')
}

// A name that was redacted itself holds a marker. The rule's name in it says nothing about the value.
function splitName(name: string): string[] {
  return name
    .replace(/⟦[^⟦⟧]*⟧/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}
