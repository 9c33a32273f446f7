import {
  createMcpServerInput,
  createServerKeyInput,
  mcpServerInput,
  serverKeyInput,
  updateMcpServerInput,
} from '#shared/mcp-server.ts'
import { organizationInput } from '#shared/organization.ts'
import { archiveMcpServer } from '../domain/mcp-server/archive-mcp-server.ts'
import { createMcpServer } from '../domain/mcp-server/create-mcp-server.ts'
import { createServerKey } from '../domain/mcp-server/create-server-key.ts'
import { getMcpServer } from '../domain/mcp-server/get-mcp-server.ts'
import { listMcpServers } from '../domain/mcp-server/list-mcp-servers.ts'
import { listServerKeys } from '../domain/mcp-server/list-server-keys.ts'
import { restoreMcpServer } from '../domain/mcp-server/restore-mcp-server.ts'
import { revokeServerKey } from '../domain/mcp-server/revoke-server-key.ts'
import { updateMcpServer } from '../domain/end-user/update-mcp-server.ts'
import { getServerSetup } from '../domain/support-ticket/get-server-setup.ts'
import { memberProcedure, router } from './trpc.ts'

export const mcpServerRouter = router({
  list: memberProcedure.input(organizationInput).query(({ ctx }) => listMcpServers(ctx.tenant, 'active')),

  listArchived: memberProcedure
    .input(organizationInput)
    .query(({ ctx }) => listMcpServers(ctx.tenant, 'archived')),

  get: memberProcedure.input(mcpServerInput).query(({ ctx, input }) => getMcpServer(ctx.tenant, input.slug)),

  setup: memberProcedure
    .input(mcpServerInput)
    .query(({ ctx, input }) => getServerSetup(ctx.tenant, input.slug)),

  create: memberProcedure
    .input(createMcpServerInput)
    .mutation(({ ctx, input }) => createMcpServer(ctx.tenant, input.slug, input.settings)),

  update: memberProcedure
    .input(updateMcpServerInput)
    .mutation(({ ctx, input }) => updateMcpServer(ctx.tenant, input.slug, input.settings)),

  archive: memberProcedure
    .input(mcpServerInput)
    .mutation(({ ctx, input }) => archiveMcpServer(ctx.tenant, input.slug)),

  restore: memberProcedure
    .input(mcpServerInput)
    .mutation(({ ctx, input }) => restoreMcpServer(ctx.tenant, input.slug)),

  keys: memberProcedure
    .input(mcpServerInput)
    .query(({ ctx, input }) => listServerKeys(ctx.tenant, input.slug)),

  createKey: memberProcedure
    .input(createServerKeyInput)
    .mutation(({ ctx, input }) => createServerKey(ctx.tenant, input.slug, input.name)),

  revokeKey: memberProcedure
    .input(serverKeyInput)
    .mutation(({ ctx, input }) => revokeServerKey(ctx.tenant, input.slug, input.keyId)),
})
