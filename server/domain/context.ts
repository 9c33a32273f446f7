import type { Scope } from '#shared/access-token.ts'
import type { Role } from '#shared/organization.ts'
import type { EntityManager } from '@mikro-orm/sql'
import type { TenantEntityManager } from '../db/tenant.ts'

/** What every use-case may use, whoever calls. */
export interface PlatformContext {
  /** A fork of this request's own, without a tenant: it reads accounts and sessions, and no tenant's rows. */
  em: EntityManager
  now: () => Date
  settings: DomainSettings
}

export interface DomainSettings {
  /** Origin of the dashboard, such as `https://desk.example.com`. */
  appOrigin: string
  /** Host (and port) under which every MCP server has its label, such as `mcp.example.com`. */
  baseDomain: string
  /** What keys are derived from. */
  appSecret: string
  /** What `appSecret` was before, while what was made with it is still accepted. */
  previousAppSecret?: string | undefined
  /** The Valkey in which limits count. Without it, each process counts alone. */
  valkeyUrl?: string | undefined
  signUp: 'open' | 'first' | 'closed'
}

/**
 * A member of staff, in person, or through an access token of theirs that a script or an agent has. `role` is the
 * person's, as it is now.
 */
export type StaffActor =
  | { kind: 'account'; id: string; role: Role }
  | { kind: 'access_token' | 'agent'; id: string; accountId: string; role: Role; scopes: readonly Scope[] }

/** Who does it. The history of a ticket keeps `kind` and `id`. */
export type Actor = StaffActor | { kind: 'server_key'; id: string }

/** Work inside one organization, whoever asks for it: `em` reaches that organization's rows only. */
export interface TenantScope extends Omit<PlatformContext, 'em'> {
  em: TenantEntityManager
  organizationId: string
}

/** A request inside one organization, of somebody who is known. */
export interface TenantContext extends TenantScope {
  actor: Actor
}

/** The address of the desk's MCP server: the one resource of staff's access tokens. */
export function deskResource({ appOrigin }: Pick<DomainSettings, 'appOrigin'>): string {
  return `${appOrigin}/mcp`
}

/** The origin of an MCP server's own host. */
export function mcpServerOrigin({ appOrigin, baseDomain }: DomainSettings, slug: string): string {
  return `${new URL(appOrigin).protocol}//${slug}.${baseDomain}`
}
