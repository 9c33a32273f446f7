import { slugNameSchema } from '#shared/text.ts'
import { z } from 'zod'
import { enterWithToken } from '../domain/access-token/enter-with-token.ts'
import { readTokenActor } from '../domain/access-token/read-token-actor.ts'
import type { StaffActor, TenantContext } from '../domain/context.ts'
import { DomainError } from '../domain/errors.ts'
import { sha256 } from '../domain/sha256.ts'
import type { TrpcContext } from './context.ts'

interface Entered {
  tenant: TenantContext
  /** Reads anew who asks, for what goes on after the procedure has begun. */
  readActor: () => Promise<StaffActor | undefined>
}

const named = z.object({ org: slugNameSchema })

/** The slug of the organization that an input names, if it names one. */
export function organizationIn(input: unknown): string | undefined {
  return named.safeParse(input).data?.org
}

/**
 * Opens an organization to who asks: the person of the session, or an access token.
 *
 * @param org the slug that the input names, if it names one
 * @throws DomainError `not-signed-in`, `organization-not-found`; with a token `invalid-token`, `quota-exceeded`
 */
export async function enter(ctx: TrpcContext, org: string | undefined): Promise<Entered> {
  return ctx.token === undefined ? enterAsPerson(ctx, org) : enterByToken(ctx, ctx.token, org)
}

/**
 * Finds out which organization an input names, if it may be opened to who asks. Nothing is counted.
 *
 * @returns its id
 * @throws DomainError as `enter` does
 */
export async function identify(ctx: TrpcContext, input: unknown): Promise<string> {
  const org = organizationIn(input)
  if (ctx.token === undefined) return (await enterAsPerson(ctx, org)).tenant.organizationId
  return (await enterWithToken(ctx.platform, ctx.token, org)).organizationId
}

async function enterAsPerson(ctx: TrpcContext, org: string | undefined): Promise<Entered> {
  const accountId = await ctx.readAccountId()
  if (accountId === undefined) throw new DomainError('not-signed-in')
  if (org === undefined) throw new DomainError('organization-not-found')
  const tenant = await ctx.enterOrganization(accountId, org)
  // For streams, which are many: what goes on after the answer keeps no more than it needs.
  const { sessionActors } = ctx
  const { organizationId } = tenant
  const idHash = sha256(ctx.cookie.read(ctx.request) ?? '')
  return { tenant, readActor: () => sessionActors.read(idHash, organizationId) }
}

async function enterByToken(ctx: TrpcContext, token: string, org: string | undefined): Promise<Entered> {
  const tenant = await enterWithToken(ctx.platform, token, org)
  await ctx.countTokenCall(tenant.actor.id)
  return { tenant, readActor: async () => (await readTokenActor(ctx.platform, token, org))?.actor }
}
