import { randomBytes } from 'node:crypto'

const ID_BYTES = 16
const RANDOM_BYTES = 32
/** Of no organization, so that a malformed secret is looked up like any other. */
const NO_ORGANIZATION = '00000000-0000-0000-0000-000000000000'

/**
 * A new secret: 64 characters that hold the id of the organization and 256 random bits. The id is in it so that the
 * look-up reads the rows of this organization only.
 */
export function generateInvitationSecret(organizationId: string): string {
  const id = Buffer.from(organizationId.replaceAll('-', ''), 'hex')
  return Buffer.concat([id, randomBytes(RANDOM_BYTES)]).toString('base64url')
}

/** The id of the organization that a secret names. Nobody has proved yet that the secret is one of its invitations. */
export function organizationOfSecret(secret: string): string {
  const bytes = Buffer.from(secret, 'base64url')
  if (bytes.length !== ID_BYTES + RANDOM_BYTES) return NO_ORGANIZATION
  const hex = bytes.toString('hex', 0, ID_BYTES)
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
