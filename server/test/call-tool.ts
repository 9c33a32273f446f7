import type { ErrorCode, FieldError } from '#shared/error-codes.ts'
import { readFence } from '#testkit/mcp/agents.ts'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'

export interface CalledTool {
  status: number
  /** Of a refusal: what the model reads, or else the problem of the whole request. */
  code: ErrorCode | undefined
  errors: FieldError[] | undefined
  facts: Record<string, unknown>
  reported: Record<string, unknown> | undefined
  /** All that was answered. */
  text: string
  _meta: object | undefined
}

interface Result {
  content: { text: string }[]
  _meta?: object
}

/** Sends one message to the desk's MCP server inside the test's process, as clients without a handshake do. */
export function sendMessage(
  app: FastifyInstance,
  token: string | undefined,
  message: unknown,
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  return app.inject({
    method: 'POST',
    url: '/mcp',
    headers: {
      host: 'localhost:3000',
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    payload: typeof message === 'string' ? message : JSON.stringify(message),
  })
}

/** Calls a tool with one message. */
export async function callTool(
  app: FastifyInstance,
  token: string | undefined,
  name: string,
  args: unknown = {},
): Promise<CalledTool> {
  const params = { name, arguments: args }
  const response = await sendMessage(app, token, { jsonrpc: '2.0', id: 1, method: 'tools/call', params })
  const result = readMessage(response).result as Result | undefined
  const [first, second] = result?.content ?? [{ text: response.body }]
  const facts = JSON.parse(first!.text) as Record<string, unknown>
  return {
    status: response.statusCode,
    code: facts.code as ErrorCode | undefined,
    errors: facts.errors as FieldError[] | undefined,
    facts,
    reported: second && readFence(second.text),
    text: result ? result.content.map(({ text }) => text).join('\n') : response.body,
    _meta: result?._meta,
  }
}

/** The message of an answer, which may be an event of a stream. */
export function readMessage({ body }: LightMyRequestResponse): Record<string, unknown> {
  const data = /^data: (.*)$/m.exec(body)?.[1] ?? body
  return JSON.parse(data) as Record<string, unknown>
}
