import { z } from 'zod'
import { summarizeServers } from '../domain/support-ticket/summarize-servers.ts'
import { defineTool, READS } from './tool.ts'

export const listServers = defineTool(
  {
    name: 'list_servers',
    title: 'List MCP servers',
    description:
      'List the MCP servers that tickets are about, with how many are open or in progress, and the tools that fail most.',
    inputSchema: { type: 'object', properties: {} },
    annotations: READS,
  },
  z.strictObject({}),
  async (ctx) => {
    const servers = await summarizeServers(ctx)
    return {
      facts: {
        servers: servers.map(({ slug, unresolved }) => ({
          server: slug,
          ...(unresolved !== undefined && { unresolved }),
        })),
      },
      reported: Object.fromEntries(
        servers.map(({ slug, name, failingTools }) => [slug, { name, failing_tools: failingTools }]),
      ),
    }
  },
)
