import { CONTEXT_LIMITS } from '#shared/limits.ts'
import { referenceSchema } from '#shared/support-ticket.ts'
import { z } from 'zod'
import { fieldErrorSchema, problemSchema } from '../../http/problem-schema.ts'
import { openedTicketSchema, supportConfigSchema, ticketStatusSchema } from '../answers.ts'
import { idempotencyKeySchema } from '../idempotency-key.ts'
import { ticketBody } from '../ticket-body.ts'
import { ticketContextSchema } from './ticket-context-schema.ts'

interface SchemaDocs {
  [keyword: string]: unknown
  /** The name under `components.schemas`. */
  id?: string
  description?: string
  examples?: unknown[]
}

/** What people read about schemas, and the names of those that have one. */
export const schemaDocs = z.registry<SchemaDocs>()

const describe = (schema: z.ZodType, docs: SchemaDocs) => void schemaDocs.add(schema, docs)
const TIME = { format: 'date-time', examples: ['2026-11-23T10:12:14.001Z'] }
const REFERENCE = 'TK-7F3K-9Q2M'
const RECEIPT = 'mor_8w3k0q2n5v7x1z4b6d9f0h2j3m5p7r9t'

/** What a request names in its address and its headers. */
export const parameterSchemas = {
  reference: referenceSchema,
  idempotencyKey: idempotencyKeySchema,
  /** Any text is read: a receipt that is none opens nothing, and what is wrong in the others is ignored. */
  receipt: z.string(),
  listed: z.string(),
  ifNoneMatch: z.string(),
  traceparent: z.string(),
  userAgent: z.string(),
}

/** None for the idempotency key: one that is copied from here would be used twice. */
export const PARAMETER_EXAMPLES: Partial<Record<keyof typeof parameterSchemas, string>> = {
  reference: REFERENCE,
  receipt: RECEIPT,
  listed: '240',
  ifNoneMatch: '"q5Tq0n3Yx2bJ7mWk1sVd8fLhRzAeUcNoPiGtXvBy0K4"',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  userAgent: 'mcp-obs-typescript/0.2.0 node/24.21.0',
}

const body = ticketBody.shape
describe(ticketBody, { id: 'TicketBody', description: 'What a person reports.' })
describe(body.title, {
  description: 'One line: what is wrong or wanted. Line breaks and tabs become spaces.',
  examples: ['Order search fails with 500'],
})
describe(body.description, {
  description: 'What happened, in the words of the person. Line breaks stay.',
  examples: ['I searched for order 1042 twice and got an error both times.'],
})
describe(body.category, {
  description: 'One of `supportTool.categories` of the settings. Upper and lower case count.',
  examples: ['Bug Report'],
})
describe(body.email, {
  description:
    'Where the person can be reached. It is stored as unverified. Leave it out beside a token: the token says who it is.',
  examples: ['ana@example.com'],
})
describe(body.context, {
  description:
    'The failing call and where it happened. Nothing in it costs the ticket: what is too long is cut, what has another form than `TicketContext` is left out, and secrets are redacted.',
})
describe(ticketContextSchema, {
  id: 'TicketContext',
  description: `The failing call and where it happened, as the SDKs send it. Every part is optional. What is longer or larger than this is cut: names, ids and versions at ${CONTEXT_LIMITS.name} characters, a stack trace at ${CONTEXT_LIMITS.stack}, other text at ${CONTEXT_LIMITS.string}; arguments and result at ${CONTEXT_LIMITS.depth} levels, ${CONTEXT_LIMITS.items} items of a list and ${CONTEXT_LIMITS.keys} members of an object; the whole at ${CONTEXT_LIMITS.bytes} bytes.`,
})

const config = supportConfigSchema.shape
describe(supportConfigSchema, {
  id: 'SupportConfig',
  description: 'The settings of the MCP server, as staff left them in the dashboard.',
})
describe(config.contract, { description: 'The version of this contract.', examples: [1] })
describe(config.server, { description: 'The MCP server that the key belongs to.' })
describe(config.server.shape.slug, { description: 'Its label in the host name.', examples: ['acme'] })
describe(config.server.shape.name, { description: 'Its name for people.', examples: ['Acme'] })
describe(config.authMode, {
  description:
    'How its users are known: `oauth`, by signing in; `email`, by an e-mail address that they give.',
})
describe(config.oauth, { description: 'Only where `authMode` is `oauth`.' })
const oauth = config.oauth.unwrap().shape
describe(oauth.issuer, {
  description: 'The issuer of access tokens: the origin of this API.',
  examples: ['https://acme.mcp.example.com'],
})
describe(oauth.resource, {
  description: 'The audience of access tokens: the address of the MCP endpoint.',
  examples: ['https://mcp.acme.example/mcp'],
})
describe(oauth.scopes, { description: 'The scopes that a token needs.', examples: [['mcp']] })
describe(config.supportTool, { description: 'The tool that an MCP server offers to its clients.' })
describe(config.supportTool.shape.enabled, {
  description: 'Whether it is switched on. While it is off, tickets are refused with `support-disabled`.',
})
describe(config.supportTool.shape.title, {
  description: 'Its title, to be used verbatim.',
  examples: ['Contact Acme support'],
})
describe(config.supportTool.shape.description, {
  description: 'Its description, to be used verbatim.',
  examples: ['Contact the people who run Acme.'],
})
describe(config.supportTool.shape.categories, {
  description: 'What `category` of a ticket may be.',
  examples: [['Bug Report', 'Feature Request', 'Documentation', 'Other']],
})
describe(config.limits, { description: 'How large a ticket may be. These numbers are only ever raised.' })
describe(config.limits.shape.title, { description: 'Characters of the title.', examples: [200] })
describe(config.limits.shape.description, {
  description: 'Characters of the description.',
  examples: [10_000],
})
describe(config.limits.shape.body, { description: 'Bytes of the whole request body.', examples: [65_536] })
describe(config.ttlSeconds, {
  description: 'Seconds for which these settings may be used before they are fetched again.',
  examples: [60],
})

const STATUS = 'How far staff are with it. Treat a value that you do not know as text.'
const reference = {
  description: 'The name of the ticket, for people and for later requests.',
  examples: [REFERENCE],
}
const needsContact = {
  description: 'Whether nobody can reply: there is neither a signed-in user nor an e-mail address.',
}
const opened = openedTicketSchema.shape
describe(openedTicketSchema, { id: 'OpenedTicket', description: 'A ticket that is stored.' })
describe(opened.ticket, { description: 'The ticket.' })
describe(opened.ticket.shape.reference, reference)
describe(opened.ticket.shape.status, { description: STATUS, examples: ['open'] })
describe(opened.ticket.shape.createdAt, { description: 'When it was opened.', ...TIME })
describe(opened.duplicate, {
  description:
    'Whether this request repeats an earlier one with the same `Idempotency-Key`. Then this is the ticket of that one.',
})
describe(opened.needsContact, needsContact)
describe(opened.receipt, {
  description:
    'The secret with which the person asks for the status later. Absent where the person is signed in.',
  examples: [RECEIPT],
})

const status = ticketStatusSchema.shape
describe(ticketStatusSchema, { id: 'TicketStatus', description: 'What became of a ticket.' })
describe(status.ticket, { description: 'The ticket.' })
describe(status.ticket.shape.reference, reference)
describe(status.ticket.shape.status, { description: STATUS, examples: ['in_progress'] })
describe(status.ticket.shape.resolution, {
  description:
    'Why it was closed, if staff said why. Only with status `closed`. Treat a value that you do not know as text.',
})
describe(status.ticket.shape.createdAt, { description: 'When it was opened.', ...TIME })
describe(status.ticket.shape.updatedAt, { description: 'When its status last changed.', ...TIME })
describe(status.needsContact, needsContact)

const problem = problemSchema.shape
describe(problemSchema, {
  id: 'Problem',
  description: 'Why a request was refused (RFC 9457). `code` says it to programs, `detail` to people.',
})
describe(problem.type, { description: 'Always `about:blank`: `code` tells problems apart.' })
describe(problem.title, { description: 'The name of the HTTP status.' })
describe(problem.status, { description: 'The HTTP status.' })
describe(problem.code, {
  description:
    'The stable name of the problem. New ones may come: treat one that you do not know by its status.',
})
describe(problem.detail, { description: 'A sentence for people. It never repeats what was sent.' })
describe(problem.requestId, { description: 'Names the request, as the header `X-Request-Id` does.' })
describe(problem.errors, { description: 'With `validation-failed`: each field that cannot be accepted.' })
describe(problem.lane, {
  description:
    'With `quota-exceeded`: whose quota is used up. `subject`: the signed-in user, `email`: the address, `anonymous`: all without either, `server`: the MCP server, `network`: the network of the caller.',
})
const field = fieldErrorSchema.shape
describe(fieldErrorSchema, { id: 'FieldError', description: 'One field that cannot be accepted.' })
describe(field.pointer, {
  description: 'Where it is in the body, as a JSON pointer (RFC 6901).',
  examples: ['/category'],
})
describe(field.code, { description: 'What is wrong with it.' })
describe(field.detail, { description: 'What to do about it.' })
describe(field.allowed, { description: 'With `not-in-list`: what it may be.' })
