import type { ConnectOrganizationDto } from '#shared/agent.ts'
import { type Scope, SCOPES } from '#shared/choices.ts'
import { withArticle } from '../../lib/roles.ts'

/** What each scope lets an agent do, as a person reads it who decides. */
const AGENT_SCOPES: Readonly<Record<Scope, string>> = {
  'tickets:read': 'Find tickets, and read them with the failing call and its reproduction.',
  'tickets:write':
    'Also write notes, and change status and resolution. Tickets hold text of strangers, which can mislead an agent.',
  'servers:read': 'See your MCP servers and which of their tools fail most, without keys.',
}

/** Says that a client asks for what is not ticked for it, as when a tool was refused. */
export function describeScope(scope: Scope, asked: readonly Scope[]): string {
  const isLeftOut = asked.includes(scope) && !suggestedScopes(asked).includes(scope)
  return isLeftOut ? `${AGENT_SCOPES[scope]} The client asks for this.` : AGENT_SCOPES[scope]
}

/**
 * What is ticked before the person decides: what only reads. A client that asks for writing gets it when the person ticks
 * it.
 *
 * @param asked by the client; without any, it leaves the choice to the person
 */
export function suggestedScopes(asked: readonly Scope[]): Scope[] {
  return SCOPES.filter((scope) => scope.endsWith(':read') && (asked.length === 0 || asked.includes(scope)))
}

/** Of what is ticked, what the person's role in the organization allows. */
export function grantedScopes(
  ticked: readonly Scope[],
  { scopes }: Pick<ConnectOrganizationDto, 'scopes'>,
): Scope[] {
  return ticked.filter((scope) => scopes.includes(scope))
}

/** Why a scope cannot be ticked; undefined if it can. */
export function obstacleOf(
  scope: Scope,
  { name, role, scopes }: Pick<ConnectOrganizationDto, 'name' | 'role' | 'scopes'>,
): string | undefined {
  if (scopes.includes(scope)) return undefined
  return `You are ${withArticle(role)} of ${name}, and your role does not allow this.`
}
