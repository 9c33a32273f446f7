import { createMcpHandler, ProtocolErrorCode } from '@modelcontextprotocol/server'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { DomainError } from '../domain/errors.ts'
import { canonicalAccept } from './canonical-accept.ts'
import { writeChallenge } from './challenge.ts'
import { hasWrongParams } from './check-params.ts'
import { type AttachToDesk, createDeskServer } from './create-desk-server.ts'

/** Headers that the protocol reads. */
const READ = /^(?:content-type|mcp-.*)$/

/**
 * Answers one message of an MCP client of either era. Each has a server of its own, which ends with the answer: nothing is
 * kept between two, and no stream stays open. The MCP SDK is loaded with this file only: a start does not need it.
 */
export async function answerMessage(
  request: FastifyRequest,
  reply: FastifyReply,
  attach?: AttachToDesk,
): Promise<FastifyReply> {
  const { body: message } = request
  if (typeof message !== 'object' || message === null || Array.isArray(message))
    throw new DomainError('invalid-request', { detail: 'Send one JSON-RPC message, not a batch.' })
  const revision = request.headers['mcp-protocol-version']?.toString()
  if (hasWrongParams(message, revision))
    return answerError(reply, 200, message, ProtocolErrorCode.InvalidParams)
  const build = async () => {
    const server = createDeskServer(request)
    await attach?.(server)
    return server
  }
  const handler = createMcpHandler(build, { maxSubscriptions: 0 })
  const response = await handler.fetch(toWebRequest(request), { parsedBody: message })
  // A stream is answered before its tool has run.
  const text = await response.text()
  if (request.stepUp) {
    reply.header('www-authenticate', challengeFor(request, request.stepUp))
    throw request.stepUp
  }
  const type = response.headers.get('content-type')
  if (type) reply.type(type)
  // Nothing that the desk lists changes while it runs, so it has no such method (2026-07-28, basic/transports).
  if (type === 'application/json' && isRefusedStream(message, text))
    return answerError(reply, 404, message, ProtocolErrorCode.MethodNotFound)
  return reply.code(response.status).header('cache-control', 'no-store').send(text)
}

/** The handler takes a stream of changes for one too many, because it may open none. */
function isRefusedStream(message: object, text: string): message is { id: unknown } {
  if (!('method' in message) || message.method !== 'subscriptions/listen') return false
  const { error } = JSON.parse(text) as { error?: { code: number } }
  return error?.code === ProtocolErrorCode.InternalError
}

const MESSAGES = {
  [ProtocolErrorCode.MethodNotFound]: 'Method not found',
  [ProtocolErrorCode.InvalidParams]: 'Invalid params',
}

function answerError(
  reply: FastifyReply,
  status: number,
  { id }: { id: unknown },
  code: keyof typeof MESSAGES,
): FastifyReply {
  const error = { code, message: MESSAGES[code] }
  return reply.code(status).header('cache-control', 'no-store').send({ jsonrpc: '2.0', id, error })
}

/** Asks for one scope more than the client has: the first that is enough. */
function challengeFor({ agent: { actor, settings } }: FastifyRequest, { scopes = [] }: DomainError): string {
  const has = 'scopes' in actor ? actor.scopes : []
  return writeChallenge(settings.appOrigin, 'insufficient_scope', [...has, ...scopes.slice(0, 1)])
}

function toWebRequest({ headers, url }: FastifyRequest): Request {
  const read = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && READ.test(name) ? [[name, value]] : [],
  )
  const accept = canonicalAccept(headers.accept)
  return new Request(new URL(url, 'http://desk'), { method: 'POST', headers: [...read, ['accept', accept]] })
}
