import { PREDEFINED_CATEGORIES } from '#shared/mcp-server.ts'
import { jsonSchemaOf, namedJsonSchemas, refTo } from './json-schemas.ts'
import { operations } from './operations.ts'
import type { Answer, Operation, Parameter } from './operation.ts'
import { headerRef, problemAnswers } from './problem-answers.ts'
import { PARAMETER_EXAMPLES, parameterSchemas } from './schema-docs.ts'

/** Documents with different categories that are kept. Most MCP servers have the predefined ones. */
const MAX_KEPT = 100
const kept = new Map<string, ReturnType<typeof describeApi>>()

/**
 * The OpenAPI document of the SDK API of one MCP server.
 *
 * @param origin of its host, from the settings
 * @param categories of its tickets, if the caller may know them
 */
export function documentOf(origin: string, categories?: readonly string[]) {
  const name = JSON.stringify(categories ?? null)
  const api = kept.get(name) ?? describeApi(categories)
  if (kept.size >= MAX_KEPT) kept.clear()
  kept.set(name, api)
  const servers = [{ url: origin, description: 'The host of the MCP server' }]
  return { openapi: OPENAPI, info: INFO, servers, ...api }
}

function describeApi(categories: readonly string[] | undefined) {
  return {
    tags: TAGS,
    paths: pathsOf(operations(categories?.[0] ?? PREDEFINED_CATEGORIES[0])),
    components: {
      securitySchemes: SECURITY_SCHEMES,
      headers: HEADERS,
      schemas: namedJsonSchemas(categories),
    },
  }
}

const ABOUT = `Every MCP server has its own host, its own key and its own copy of this document.

Send the server key with each request, and the access token of the user beside it if the user is signed in. Requests that are refused get a problem document (RFC 9457); \`code\` in it is stable. Repeat a request after 408, 409, 429, 500 and 503 only, after \`Retry-After\` seconds if the header is there, and with the same \`Idempotency-Key\`.

Optional members are absent, never null. Times are RFC 3339 in UTC with milliseconds. Lengths of text count Unicode code points. Later versions may add members, error codes and values: ignore what you do not know.`

/** The newest that its own schema and most generators know. */
const OPENAPI = '3.1.1'
const INFO = {
  title: 'mcp-obs: SDK API',
  /** Of the contract. */
  version: '1',
  summary: 'Raise support tickets from an MCP server, and read what became of them.',
  description: ABOUT,
  license: { name: 'MIT', identifier: 'MIT' },
}
const TAGS = [
  { name: 'tickets', description: 'Tickets of the users of the MCP server.' },
  { name: 'settings', description: 'What an SDK has to know.' },
]

const SECURITY_SCHEMES = {
  serverKey: {
    type: 'apiKey',
    in: 'header',
    name: 'X-MCP-Obs-Key',
    description:
      'The key of the MCP server, `mok_…`: the user name in its DSN. It says which server asks, never who.',
  },
  userToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'The access token of the user, of the issuer in `oauth.issuer` of the settings. A token that is not valid is refused, never taken for none.',
  },
}

const HEADERS = {
  'X-Request-Id': header('Names the request. Tell it to the people who run the platform.', {
    type: 'string',
    format: 'uuid',
  }),
  'Cache-Control': header('How long the answer may be kept.'),
  ETag: header('Names this version of the answer, for `If-None-Match`.'),
  'Retry-After': header('Seconds after which to try again.', { type: 'string', pattern: '^[0-9]{1,9}$' }),
  'WWW-Authenticate': header('The credentials that are missing or not valid.'),
  RateLimit: header('What is left of each quota (draft-ietf-httpapi-ratelimit-headers).'),
  'RateLimit-Policy': header('The quotas that the request took from.'),
}

function header(description: string, schema: object = { type: 'string' }) {
  return { description, required: true, schema }
}

function pathsOf(all: readonly Operation[]): Record<string, object> {
  return Object.fromEntries(
    all.map((operation) => [
      operation.url.replaceAll(/:(\w+)/g, '{$1}'),
      { [operation.method]: operationObject(operation) },
    ]),
  )
}

function operationObject(operation: Operation) {
  const { operationId, summary, description, security, body, answers, refusals, links } = operation
  const responses = Object.entries(answers).map(([status, answer]) => [status, answerObject(answer, links)])
  return {
    operationId,
    tags: [operation.tag],
    summary,
    description,
    security,
    parameters: operation.parameters.map(parameterObject),
    ...(body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: refTo(body.name) }, examples: body.examples } },
      },
    }),
    responses: { ...Object.fromEntries(responses), ...problemAnswers(refusals) },
  }
}

function parameterObject({ in: place, name, schema, description }: Parameter) {
  const example = PARAMETER_EXAMPLES[schema]
  return {
    in: place,
    name,
    description,
    required: place === 'path',
    schema: jsonSchemaOf(parameterSchemas[schema]),
    ...(example !== undefined && { example }),
  }
}

function answerObject({ description, headers = [], json, example }: Answer, links: object | undefined) {
  const schema = typeof json === 'string' ? { $ref: refTo(json) } : json
  return {
    description,
    headers: Object.fromEntries(['X-Request-Id', ...headers].map((name) => [name, headerRef(name)])),
    ...(schema && {
      content: { 'application/json': { schema, ...(example !== undefined && { example }) } },
    }),
    ...(links && { links }),
  }
}
