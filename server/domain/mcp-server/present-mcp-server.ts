import {
  type McpServerDto,
  PREDEFINED_CATEGORIES,
  recommendedToolDescription,
  recommendedToolTitle,
} from '#shared/mcp-server.ts'
import { type DomainSettings, mcpServerOrigin } from '../context.ts'
import type { McpServer } from './mcp-server.entity.ts'

type ToolText = Pick<
  McpServer,
  'name' | 'supportToolTitle' | 'supportToolDescription' | 'supportToolCategories'
>

/** The support tool as the SDK registers it: the stored texts, or the recommended text where none is stored. */
export function presentSupportTool(server: ToolText) {
  return {
    title: server.supportToolTitle ?? recommendedToolTitle(server.name),
    description: server.supportToolDescription ?? recommendedToolDescription(server.name),
    categories: server.supportToolCategories ?? [...PREDEFINED_CATEGORIES],
  }
}

export function presentMcpServer(settings: DomainSettings, server: McpServer): McpServerDto {
  const tool = presentSupportTool(server)
  return {
    slug: server.slug,
    origin: mcpServerOrigin(settings, server.slug),
    name: server.name,
    description: server.description,
    supportToolEnabled: server.supportToolEnabled,
    supportToolTitle: tool.title,
    supportToolDescription: tool.description,
    supportToolCategories: tool.categories,
    authMode: server.authMode,
    resourceUrl: server.resourceUrl ?? null,
    traceUrl: server.traceUrl ?? null,
    retentionDays: server.retentionDays ?? null,
    createdAt: server.createdAt.toISOString(),
    ...(server.archivedAt && { archivedAt: server.archivedAt.toISOString() }),
    ...(server.settingsFetchedAt && { lastSeenAt: server.settingsFetchedAt.toISOString() }),
    ...(server.toolListedAt && { toolListedAt: server.toolListedAt.toISOString() }),
  }
}
