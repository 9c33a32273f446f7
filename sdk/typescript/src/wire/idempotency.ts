/*
 * One key per caller and words: a repeated call makes no second ticket, without any store, over replicas and restarts
 * (wire contract §4.3).
 */

export interface IdempotencyInput {
  /** Who calls: `sub:…`, `ses:…`, `proc:…`, `inc` or `email:…`. */
  scope: string
  /** The incident id that was given or minted; empty for none. */
  incidentId: string
  /** The words as they are sent. */
  title: string
  description: string
  category: string
}

// Cannot occur in normalised text, so no two inputs share a joined form.
const UNIT_SEPARATOR = '\u001f'

/** `v1_` and 64 hex digits of SHA-256. */
export async function deriveIdempotencyKey(input: IdempotencyInput): Promise<string> {
  const parts = ['v1', input.scope, input.incidentId, input.title, input.description, input.category]
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(parts.join(UNIT_SEPARATOR)))
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `v1_${hex}`
}
