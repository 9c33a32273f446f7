import { agentInput } from '#shared/agent.ts'
import { organizationInput } from '#shared/organization.ts'
import { listAgents, listOwnAgents } from '../domain/agent/list-agents.ts'
import { revokeAgent } from '../domain/agent/revoke-agent.ts'
import { memberProcedure, router } from './trpc.ts'

export const agentRouter = router({
  listAll: memberProcedure.input(organizationInput).query(({ ctx }) => listAgents(ctx.tenant)),

  listOwn: memberProcedure.input(organizationInput).query(({ ctx }) => listOwnAgents(ctx.tenant)),

  revoke: memberProcedure
    .input(agentInput)
    .mutation(({ ctx, input }) => revokeAgent(ctx.tenant, input.agentId)),
})
