import { secretPattern } from '#sdk/wire/issued-secret.ts'
import { REFERENCE_PATTERN } from '#sdk/wire/reference.ts'
import { CONFIG_LIMITS } from '#shared/limits.ts'
import { TICKET_RESOLUTIONS, TICKET_STATUSES } from '#shared/support-ticket.ts'
import { z } from 'zod'
import { openEnum } from '../http/problem-schema.ts'

/*
 * What the routes of the SDK API answer. Their code has these types, the OpenAPI document shows these schemas, and the tests
 * of the routes check each answer with them.
 */

const time = () => z.string()

export const supportConfigSchema = z.object({
  contract: z.int(),
  server: z.object({ slug: z.string(), name: z.string() }),
  authMode: z.enum(['email', 'oauth']),
  oauth: z
    .object({ issuer: z.string(), resource: z.string(), scopes: z.array(z.string()).readonly() })
    .optional(),
  supportTool: z.object({
    enabled: z.boolean(),
    title: z.string(),
    description: z.string(),
    categories: z.array(z.string()).min(1).max(CONFIG_LIMITS.categories),
  }),
  limits: z.object({ title: z.int(), description: z.int(), body: z.int() }),
  ttlSeconds: z.int(),
})
export type SupportConfig = z.infer<typeof supportConfigSchema>

export const openedTicketSchema = z.object({
  ticket: z.object({
    reference: z.string().regex(REFERENCE_PATTERN),
    status: openEnum(TICKET_STATUSES),
    createdAt: time(),
  }),
  duplicate: z.boolean(),
  needsContact: z.boolean(),
  receipt: z.string().regex(secretPattern('receipt')).optional(),
})
export type OpenedTicket = z.infer<typeof openedTicketSchema>

export const ticketStatusSchema = z.object({
  ticket: z.object({
    reference: z.string().regex(REFERENCE_PATTERN),
    status: openEnum(TICKET_STATUSES),
    resolution: openEnum(TICKET_RESOLUTIONS).optional(),
    createdAt: time(),
    updatedAt: time(),
  }),
  needsContact: z.boolean(),
})
export type TicketStatusAnswer = z.infer<typeof ticketStatusSchema>
