import { createHmac } from 'node:crypto'

/** A name that says nothing to those who do not know the secret: 132 bits of an HMAC-SHA-256, in 22 characters of base64url. */
export function keyedName(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url').slice(0, 22)
}
