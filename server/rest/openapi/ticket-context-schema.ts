import type {
  ClientInfo,
  Incident,
  IncidentError,
  IncidentFailure,
  Json,
  SdkInfo,
  ServerInfo,
  TicketContext,
  TrailEntry,
} from '#sdk/wire/ticket-context.ts'
import { CONTEXT_LIMITS } from '#shared/limits.ts'
import { z } from 'zod'
import { openEnum } from '../../http/problem-schema.ts'

/** A schema for each member of a type, so that the compiler finds one that is missing, unknown or of another type. */
type Members<T> = { [Name in keyof T]-?: z.ZodType<T[Name] | undefined> }

const name = (description: string) => z.string().optional().describe(description)
const time = (description: string) => z.string().optional().meta({ description, format: 'date-time' })
const milliseconds = () => z.number().min(0).optional().describe('How long it took, in milliseconds.')
const captured = (description: string) =>
  z.custom<Json>().optional().describe(`${description} Any JSON value.`)
const outcome = () => openEnum(['ok', 'tool-error', 'rpc-error', 'cancelled', 'no-answer'])
const OUTCOME =
  'How the call ended, as far as the transport can tell. `tool-error`: its result had `isError`. `rpc-error`: an error of ' +
  'JSON-RPC.'

const error = z.object({
  name: name('The class of the error, such as `UpstreamError`.'),
  message: z.string().optional().describe('The message of the error.'),
  code: z.union([z.number(), z.string()]).optional().describe('Such as a code of JSON-RPC.'),
  stack: z.string().optional().describe('The stack trace.'),
} satisfies Members<IncidentError>)

const failure = z.object({
  class: name('Such as `capability`, `reliability` or `governance`.'),
  code: name('A code of the server, such as `upstream_timeout`.'),
  retryable: z.boolean().optional().describe('Whether the same call may succeed later.'),
  correlationId: name('By which the operator finds the failure in the logs.'),
} satisfies Members<IncidentFailure>)

const incident = z.object({
  id: name('The id that was added to the failing result, such as `inc_xs5q0f1j80gc4fr6`.'),
  tool: name('The name of the tool that failed.'),
  outcome: outcome().optional().describe(OUTCOME),
  startedAt: time('When the call began.'),
  durationMs: milliseconds(),
  requestId: name('The id of the JSON-RPC request, as text.'),
  traceId: name('The trace that the call belongs to: 32 hexadecimal digits.'),
  arguments: captured('The arguments of the call.'),
  result: captured('The result of the call, if there was one.'),
  error: error.optional().describe('The error of the handler, if it was seen.'),
  failure: failure
    .optional()
    .describe(
      'What the server itself says of the failure, in `_meta["io.modelcontextprotocol/toolFailure"]`.',
    ),
} satisfies Members<Incident>)

const earlierCall = z.object({
  tool: z.string().describe('The name of the tool.'),
  outcome: outcome().describe(OUTCOME),
  durationMs: milliseconds(),
  at: time('When the call began.'),
} satisfies Members<TrailEntry>)

const client = z.object({
  name: name('Such as `claude-code`.'),
  version: name('Its version.'),
  protocolVersion: name('The version of the Model Context Protocol, such as `2025-11-25`.'),
  capabilities: z
    .array(z.string())
    .max(CONTEXT_LIMITS.capabilities)
    .optional()
    .describe('The names of its capabilities, such as `elicitation.form`.'),
} satisfies Members<ClientInfo>)

const server = z.object({
  name: name('The name of the server.'),
  version: name('Its version.'),
} satisfies Members<ServerInfo>)

const sdk = z.object({
  name: name('The name of the program that sends the ticket.'),
  version: name('Its version.'),
  language: name('The language that it is written in.'),
  runtime: name('What it runs on, such as `node/24.21.0`.'),
  mcp: name('The MCP SDK in use, such as `@modelcontextprotocol/sdk/1.32.2`.'),
} satisfies Members<SdkInfo>)

/** What SDKs send as context (wire contract §4.1). The platform reads anything, and leaves out what has another form. */
export const ticketContextSchema = z.object({
  correlation: openEnum([
    'incident-id',
    'trace',
    'session',
    'subject',
    'process',
    'none',
    'not-found',
    'declined',
  ])
    .optional()
    .describe('Why this call was chosen, or why none is attached.'),
  incident: incident.optional().describe('The failing call.'),
  trail: z
    .array(earlierCall)
    .max(CONTEXT_LIMITS.trail)
    .optional()
    .describe('The calls of the same caller before it, the oldest first.'),
  client: client.optional().describe('What the MCP client said of itself.'),
  server: server.optional().describe('What the MCP server said of itself.'),
  sdk: sdk.optional().describe('The program that sends the ticket.'),
  transport: openEnum(['stdio', 'streamable-http', 'sse', 'in-memory', 'other'])
    .optional()
    .describe('The kind of connection that the call came through.'),
} satisfies Members<TicketContext>)
