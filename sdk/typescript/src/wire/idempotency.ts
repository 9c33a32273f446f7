/*
 * The idempotency key of a ticket, derived from who calls and what they say (wire contract §4.3). So a repeated call
 * makes no second ticket, also after a restart or on another replica, and nothing has to be stored for it.
 */

export interface IdempotencyInput {
  /** Who calls: `sub:…`, `ses:…`, `proc:…`, `inc` or `email:…`. */
  scope: string
  /** The incident id that was given or newly made. Empty for none. */
  incidentId: string
  /** Title, description and category as they are sent. */
  title: string
  description: string
  category: string
}

// It cannot occur in normalised text, so two different inputs are never joined to the same text.
const UNIT_SEPARATOR = '\u001f'

/** `v1_` and 64 hex digits of SHA-256. */
export async function deriveIdempotencyKey(input: IdempotencyInput): Promise<string> {
  const parts = ['v1', input.scope, input.incidentId, input.title, input.description, input.category]
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(parts.join(UNIT_SEPARATOR)))
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `v1_${hex}`
}
