import { auditLogInput } from '#shared/audit-log.ts'
import {
  changeRoleInput,
  memberInput,
  organizationInput,
  renameOrganizationInput,
} from '#shared/organization.ts'
import { readAuditLog } from '../domain/audit-log/read-audit-log.ts'
import { changeRole } from '../domain/organization/change-role.ts'
import { getOrganization } from '../domain/organization/get-organization.ts'
import { listMembers } from '../domain/organization/list-members.ts'
import { removeMember } from '../domain/organization/remove-member.ts'
import { renameOrganization } from '../domain/organization/rename-organization.ts'
import { memberProcedure, router } from './trpc.ts'

export const organizationRouter = router({
  get: memberProcedure.input(organizationInput).query(({ ctx }) => getOrganization(ctx.tenant)),

  rename: memberProcedure
    .input(renameOrganizationInput)
    .mutation(({ ctx, input }) => renameOrganization(ctx.tenant, input.name)),

  members: memberProcedure.input(organizationInput).query(({ ctx }) => listMembers(ctx.tenant)),

  changeRole: memberProcedure
    .input(changeRoleInput)
    .mutation(({ ctx, input }) => changeRole(ctx.tenant, input.memberId, input.role)),

  removeMember: memberProcedure
    .input(memberInput)
    .mutation(({ ctx, input }) => removeMember(ctx.tenant, input.memberId)),

  auditLog: memberProcedure.input(auditLogInput).query(({ ctx, input }) => readAuditLog(ctx.tenant, input)),
})
