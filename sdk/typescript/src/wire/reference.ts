/*
 * The reference of a ticket, `TK-7F3K-9Q2M`: 40 bits in upper-case base32 (wire contract §4.4).
 */
import { BASE32_CLASS, toBase32 } from './base32.ts'

const GROUP = `[${BASE32_CLASS.toUpperCase()}]{4}`

/** A reference exactly as the platform writes it. */
export const REFERENCE_PATTERN = new RegExp(`^TK-${GROUP}-${GROUP}$`)

/**
 * Brings a reference that a person or a model typed into the platform's spelling. People dictate references, so case
 * does not matter, the letter O counts as 0, and the letters I and L count as 1. White space at both ends is dropped, and
 * between the groups it counts as the hyphen, as do other dashes.
 *
 * @returns a text that {@link REFERENCE_PATTERN} matches if it was a reference.
 */
export function normaliseReference(text: string): string {
  const clean = text.trim().toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  return clean.replaceAll(/[\s\u2010-\u2015-]+/g, '-')
}

/** @param bytes five random bytes. */
export function writeReference(bytes: Uint8Array): string {
  const text = toBase32(bytes).toUpperCase()
  return `TK-${text.slice(0, 4)}-${text.slice(4)}`
}
