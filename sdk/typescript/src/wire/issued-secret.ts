/*
 * The secrets that the platform issues: a prefix that names the kind, and 160 bits in base32. Their fixed form is found
 * by any secret scanner, and by our own redaction.
 */
import { BASE32_CLASS, toBase32 } from './base32.ts'

/**
 * `server-key`: what an MCP server shows to the platform. `receipt`: what opens the status of one ticket. `access-token`:
 * what a member of staff gives to a script.
 */
type SecretKind = 'server-key' | 'receipt' | 'access-token'

const PREFIX: Readonly<Record<SecretKind, string>> = {
  'server-key': 'mok_',
  receipt: 'mor_',
  'access-token': 'mot_',
}
const SHAPE = new RegExp(`^mo[krt]_[${BASE32_CLASS}]{32}$`)

/** What every secret of this kind matches. */
export function secretPattern(kind: SecretKind): RegExp {
  return new RegExp(`^${PREFIX[kind]}[${BASE32_CLASS}]{32}$`)
}

/** Whether a value has the form of a secret of this kind. */
export function isIssued(kind: SecretKind, value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(PREFIX[kind]) && SHAPE.test(value)
}

/** @param bytes twenty bytes that nobody can guess. */
export function writeSecret(kind: SecretKind, bytes: Uint8Array): string {
  return `${PREFIX[kind]}${toBase32(bytes)}`
}
