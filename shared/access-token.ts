import { z } from 'zod'
import { type Scope, SCOPES } from './choices.ts'
import { TOKEN_DAYS } from './limits.ts'
import { organizationInput } from './organization.ts'
import { lineSchema } from './text.ts'

export { type Scope, SCOPES } from './choices.ts'
export { TOKEN_DAYS } from './limits.ts'

export const createAccessTokenInput = organizationInput.extend({
  name: lineSchema(80, 'a name'),
  scopes: z
    .array(z.enum(SCOPES))
    .max(SCOPES.length, 'Choose each scope once.')
    .refine((scopes) => scopes.length > 0, {
      error: 'Choose what the token may do.',
      params: { code: 'required' },
    }),
  expiresInDays: z
    .number()
    .refine((days) => Number.isInteger(days) && days >= 1 && days <= TOKEN_DAYS.max, {
      error: `Enter a whole number of days from 1 to ${TOKEN_DAYS.max}.`,
    })
    .default(TOKEN_DAYS.default),
})
export type NewAccessToken = Omit<z.output<typeof createAccessTokenInput>, 'org'>

export const accessTokenInput = organizationInput.extend({ tokenId: z.uuid() })

export interface AccessTokenDto {
  id: string
  name: string
  /** The last four characters, to tell tokens apart. */
  hint: string
  scopes: Scope[]
  /** The person who created the token. What the token does is done in their name. */
  person: { name: string; email: string; you: boolean }
  createdAt: string
  expiresAt: string
  /** Updated every few minutes at most; absent before the first use. */
  lastUsedAt?: string
  revokedAt?: string
  /** `orphaned`: its person has left the organization. Only an active token is accepted. */
  state: 'active' | 'expired' | 'revoked' | 'orphaned'
}

/** A new token is shown once. */
export interface CreatedAccessTokenDto {
  token: AccessTokenDto
  secret: string
}

export interface RevokedTokensDto {
  /** How many tokens were active, in all organizations of the person. */
  revoked: number
  /** How many agents were connected, in all organizations of the person. */
  agents: number
}
