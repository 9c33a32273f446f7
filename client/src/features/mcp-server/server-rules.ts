import { mcpServerSettings, slugSchema } from '#shared/mcp-server.ts'
import { z } from 'zod'

export const newServer = z.object({ slug: slugSchema, settings: mcpServerSettings })
export const savedServer = z.object({ slug: z.string(), settings: mcpServerSettings })
