import type { ErrorCode } from '#shared/error-codes.ts'
import { CONFIG_PATH, OPENAPI_PATH, SUPPORT_PATH, TICKET_PATH } from '../paths.ts'
import { CONFIG_EXAMPLE, contextExample, OPENED_EXAMPLE, STATUS_EXAMPLE, ticketExample } from './examples.ts'
import type { Operation } from './operation.ts'

const SERVER_KEY = { serverKey: [] }
const SIGNED_IN = { serverKey: [], userToken: [] }

/** What can go wrong with any request. */
const ANY_REFUSAL: readonly ErrorCode[] = [
  'invalid-request',
  'server-not-found',
  // On the dashboard's host.
  'route-not-found',
  'request-timeout',
  'misdirected-host',
  'quota-exceeded',
  'internal-error',
  'service-unavailable',
]

const USER_AGENT = {
  in: 'header',
  name: 'User-Agent',
  schema: 'userAgent',
  description:
    'The program that asks, as `name/version`, then what it runs on. The dashboard shows which SDK fetched the settings.',
} as const

/** @param category of the examples */
export function operations(category: string): Operation[] {
  return [readConfig(), openTicket(category), readTicketStatus(), readDocument()]
}

function readConfig(): Operation {
  return {
    method: 'get',
    url: CONFIG_PATH,
    operationId: 'readConfig',
    tag: 'settings',
    summary: 'Read the settings of the MCP server',
    description:
      'What an SDK needs to offer the support tool. Ask again after `ttlSeconds`; send the `ETag` of the last answer as `If-None-Match`, so that unchanged settings are not sent again. HEAD is answered, too.',
    security: [SERVER_KEY],
    parameters: [
      {
        in: 'header',
        name: 'If-None-Match',
        schema: 'ifNoneMatch',
        description:
          'The `ETag` of settings that the caller has. If they are still current, the answer is 304.',
      },
      {
        in: 'header',
        name: 'X-MCP-Obs-Listed',
        schema: 'listed',
        description:
          'Whole seconds, 0 to 86400, since a client last got a list of tools that has the support tool. Leave it out if none did in that time. Another value is ignored.',
      },
      USER_AGENT,
    ],
    answers: {
      200: {
        description: 'The settings. A support tool that is switched off is an answer, too.',
        headers: ['ETag', 'Cache-Control', 'RateLimit', 'RateLimit-Policy'],
        json: 'SupportConfig',
        example: CONFIG_EXAMPLE,
      },
      304: {
        description: 'The settings have not changed.',
        headers: ['ETag', 'Cache-Control'],
      },
    },
    refusals: [...ANY_REFUSAL, 'invalid-key'],
  }
}

function openTicket(category: string): Operation {
  return {
    method: 'post',
    url: SUPPORT_PATH,
    operationId: 'openTicket',
    tag: 'tickets',
    summary: 'Open a ticket',
    description:
      'Stores what a person reports, with the failing call. The answer comes after the ticket is stored. It is safe to send the same request again with the same `Idempotency-Key`: there will be one ticket.\n\nThe body is JSON in UTF-8, at most 65,536 bytes, nested at most 64 levels, without a member named `__proto__`, and without a `Content-Encoding`.',
    security: [SERVER_KEY, SIGNED_IN],
    parameters: [
      {
        in: 'header',
        name: 'Idempotency-Key',
        schema: 'idempotencyKey',
        description:
          'The name of this request: 16 to 255 visible ASCII characters, in quotes or without. Use a new one for each ticket, such as a UUID. A second request with the same key and the same title, description and category gets the ticket of the first; with others it is refused with `idempotency-key-reused`.',
      },
      {
        in: 'header',
        name: 'traceparent',
        schema: 'traceparent',
        description:
          'W3C Trace Context of the call of the tool. The platform writes the trace id into its log.',
      },
      USER_AGENT,
    ],
    body: {
      name: 'TicketBody',
      examples: {
        words: { summary: 'What a person says', value: ticketExample(category) },
        failingCall: { summary: 'With the failing call', value: contextExample(category) },
      },
    },
    answers: {
      201: {
        description: 'The ticket is stored, or it was before and `duplicate` is true.',
        headers: ['Cache-Control', 'RateLimit', 'RateLimit-Policy'],
        json: 'OpenedTicket',
        example: OPENED_EXAMPLE,
      },
    },
    links: {
      status: {
        operationId: 'readTicketStatus',
        description: 'The status of the new ticket.',
        parameters: {
          'path.reference': '$response.body#/ticket/reference',
          'header.X-MCP-Obs-Receipt': '$response.body#/receipt',
        },
      },
    },
    refusals: [
      ...ANY_REFUSAL,
      'invalid-key',
      'invalid-token',
      'insufficient-scope',
      'support-disabled',
      'request-in-progress',
      'body-too-large',
      'unsupported-media-type',
      'validation-failed',
      'idempotency-key-reused',
    ],
  }
}

function readTicketStatus(): Operation {
  return {
    method: 'get',
    url: TICKET_PATH,
    operationId: 'readTicketStatus',
    tag: 'tickets',
    summary: 'Read the status of a ticket',
    description:
      'For the person who opened the ticket: it takes their access token, or the receipt that the answer to the ticket gave. Never sent are title, description, e-mail address and context. It is answered while the support tool is switched off, too, and so is HEAD.',
    security: [SERVER_KEY, SIGNED_IN],
    parameters: [
      {
        in: 'path',
        name: 'reference',
        schema: 'reference',
        description:
          'The reference of the ticket. It may be typed by hand: in any case, with spaces for hyphens, O for 0, I or L for 1.',
      },
      {
        in: 'header',
        name: 'X-MCP-Obs-Receipt',
        schema: 'receipt',
        description: 'The receipt of the ticket. Needed without an access token.',
      },
      USER_AGENT,
    ],
    answers: {
      200: {
        description: 'What became of the ticket.',
        headers: ['Cache-Control', 'RateLimit', 'RateLimit-Policy'],
        json: 'TicketStatus',
        example: STATUS_EXAMPLE,
      },
    },
    refusals: [
      ...ANY_REFUSAL,
      'invalid-key',
      'token-required',
      'invalid-token',
      'insufficient-scope',
      'ticket-not-found',
    ],
  }
}

function readDocument(): Operation {
  return {
    method: 'get',
    url: OPENAPI_PATH,
    operationId: 'readOpenApi',
    tag: 'settings',
    summary: 'Read this document',
    description:
      'Needs no credentials. With a server key, `category` lists the categories of the MCP server. Pages of every origin may read it. HEAD is answered, too.',
    security: [{}, SERVER_KEY],
    parameters: [
      {
        in: 'header',
        name: 'If-None-Match',
        schema: 'ifNoneMatch',
        description:
          'The `ETag` of a document that the caller has. If it is still current, the answer is 304.',
      },
    ],
    answers: {
      200: {
        description: 'This document.',
        headers: ['ETag', 'Cache-Control', 'RateLimit', 'RateLimit-Policy'],
        json: {
          type: 'object',
          properties: { openapi: { type: 'string', description: 'The version of OpenAPI.' } },
          required: ['openapi'],
          additionalProperties: true,
        },
      },
      304: { description: 'The document has not changed.', headers: ['ETag', 'Cache-Control'] },
    },
    refusals: [...ANY_REFUSAL, 'invalid-key'],
  }
}
