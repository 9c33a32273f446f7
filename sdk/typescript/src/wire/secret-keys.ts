/*
 * Which names stand for a secret value. Names are compared word by word, and their spelling does not matter: `apiKey`,
 * `API-KEY` and `x_api_key` match, `monkey` and `max_tokens` do not.
 */

import { KEY_NAMES } from './redaction-rules.ts'

const setOf = (names: string): ReadonlySet<string> => new Set(names.split(' '))

const SECRET_WORDS = setOf(KEY_NAMES.word)

/** These count anywhere in the name after its separators are removed. */
const SECRET_PARTS = KEY_NAMES.part.split(' ')

/** These count only as the whole name. */
const SECRET_NAMES = setOf(KEY_NAMES.whole)

/** Words of everyday use. A value under one of them is a secret only if it looks random, or is a few digits. */
const RANDOM_NAMES = setOf(KEY_NAMES.random)
const DIGITS_NAMES = setOf(KEY_NAMES.digits)

/** Names that look like secrets but are none and help support: counts, paging cursors and ways of signing in. */
const HARMLESS_NAMES = setOf(KEY_NAMES.harmless)

/** With one of these as its last word, a name says something about a secret: `auth_url`, `token_expires_in`. */
const HARMLESS_ENDS = setOf(KEY_NAMES.harmlessEnd)

/** Words that have a secret name inside: `secretary`. */
const HARMLESS_WORDS = setOf(KEY_NAMES.harmlessWord)

/** These end like a harmless name, but hold a password. */
const SECRET_ENDS = /(?:database|redis|mongo|mongodb|postgres|mysql)ur[il]$/

/** In UTF-16 units. Only so much of a name is looked at. */
export const LONGEST_NAME = 128

const POSSIBLE = new RegExp(
  [...SECRET_WORDS, ...SECRET_PARTS, ...SECRET_NAMES, ...RANDOM_NAMES, ...DIGITS_NAMES].join('|'),
)

const CARD_WORDS = setOf(KEY_NAMES.card)

/** Members whose values are secrets: of a Secret of Kubernetes, and of a JWK. */
export const MANIFEST_NAMES = setOf(KEY_NAMES.manifest)
export const JWK_NAMES = setOf(KEY_NAMES.jwk)

const RANDOM = /^(?=[^0-9]*[0-9])[^\s⟦⟧]{16,}$/
const DIGITS = /^[0-9]{4,12}$/

/** What a value must be to be a secret: anything, text that looks random, a few digits. */
export type Secrecy = 'any' | 'random' | 'digits'

/**
 * Whether values under this name are secrets.
 *
 * @param name at most {@link LONGEST_NAME} long.
 * @param extra more names, in the form of {@link joinName}.
 */
export function secrecyOf(name: string, extra?: ReadonlySet<string>): Secrecy | undefined {
  const words = splitName(name)
  const joined = words.join('')
  if (extra?.has(joined)) return 'any'
  if (HARMLESS_NAMES.has(joined)) return undefined
  if (SECRET_NAMES.has(joined)) return 'any'
  if (RANDOM_NAMES.has(joined)) return 'random'
  if (DIGITS_NAMES.has(joined)) return 'digits'
  if (HARMLESS_ENDS.has(words.at(-1) ?? '') && !SECRET_ENDS.test(joined)) return undefined
  const known = words.filter((word) => !HARMLESS_WORDS.has(word))
  const parts = known.join('')
  const isSecret =
    known.some((word) => SECRET_WORDS.has(word)) || SECRET_PARTS.some((part) => parts.includes(part))
  return isSecret ? 'any' : undefined
}

/** More names of secrets, in a text that has a Secret of Kubernetes or a JWK. */
export function secretsBeside(text: string): (name: string) => boolean {
  const isManifest = /(?<![A-Za-z])kind["'\\: \t]{1,20}Secret(?![A-Za-z])/.test(text)
  const isJwk = /kty["'\\]{1,8}[ ]?:/.test(text)
  return (name) => (isManifest && MANIFEST_NAMES.has(name)) || (isJwk && JWK_NAMES.has(name))
}

/** Whether a text under a name of this secrecy is a secret. */
export function isSecretText(secrecy: Secrecy, text: string): boolean {
  if (secrecy === 'any') return true
  return secrecy === 'random' ? RANDOM.test(text) : DIGITS.test(text)
}

/** Whether a number under this name, or under a name inside, may be the number of a card. */
export function isCardName(name: string): boolean {
  return name.length <= LONGEST_NAME && splitName(name).some((word) => CARD_WORDS.has(word))
}

/** Whether the name contains what every secret name of the built-in rules contains. False for most names, and fast. */
export function mayBeSecret(name: string): boolean {
  const lower = name.slice(0, LONGEST_NAME).toLowerCase()
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
