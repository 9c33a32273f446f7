import { z } from 'zod'
import { type Scope, SCOPES } from './choices.ts'
import { organizationInput, type Role } from './organization.ts'
import type { ClientDto, RedirectDto } from './sign-in.ts'
import { slugNameSchema } from './text.ts'

/*
 * Agents: MCP clients that members connect to the desk. The API of the page that asks a member is below the path of the
 * page, at `/connect/{uid}/api`, because the browser sends the cookie of the request only there.
 */

/** What a member allows a client: one organization, and what may be done there. */
export const connectAgentInput = z.object({
  org: slugNameSchema,
  scopes: z
    .array(z.enum(SCOPES))
    .max(SCOPES.length, 'Choose each scope once.')
    .refine((scopes) => scopes.length > 0, {
      error: 'Choose what the agent may do.',
      params: { code: 'required' },
    }),
})
export type ConnectAgentInput = z.output<typeof connectAgentInput>

/** The answer of `GET api`: who asks for what, and what the member can allow. */
export interface ConnectRequestDto {
  client: ClientDto
  redirect: RedirectDto
  /** What the client asks for. Nothing of it is given without being chosen. */
  scopesAsked: Scope[]
  /** Who is signed in to the dashboard in this browser. */
  account: { name: string; email: string } | null
  /** Where they are a member; empty when nobody is signed in. */
  organizations: ConnectOrganizationDto[]
}

export interface ConnectOrganizationDto {
  slug: string
  name: string
  role: Role
  /** Those that the role can use. */
  scopes: Scope[]
}

export const agentInput = organizationInput.extend({ agentId: z.uuid() })

/** An agent that is connected. */
export interface ConnectedAgentDto {
  id: string
  /** The name that the client gives itself. A client can use any name. */
  clientName: string
  /** The domain that confirms the name, where the client is identified by a document at this domain. */
  clientDomain: string | null
  /** Where the code was sent: a host, or the scheme of an app. */
  redirectHost: string
  scopes: Scope[]
  /** The person who connected the agent. What it does is done in their name. */
  account: { id: string; name: string }
  createdAt: string
  /** Updated every few minutes at most; null before the first use. */
  lastUsedAt: string | null
  expiresAt: string
}
