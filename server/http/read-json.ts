import type { FastifyInstance, FastifyRequest } from 'fastify'
import { DomainError } from '../domain/errors.ts'

/** More than any body of our clients has, and much less than recursive code can take. */
const MAX_DEPTH = 64

/** Makes bodies JSON in UTF-8, and nothing else. */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, body: Buffer) => parseJson(body),
  )
}

/** Refuses media types other than `application/json` in UTF-8, and content encodings. A header check: no body is read. */
export async function requireJson({ headers }: FastifyRequest): Promise<void> {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';')
  const json = type.trim() === 'application/json' && parameters.every(isUtf8OrNoCharset)
  if (!json || headers['content-encoding'] !== undefined) throw new DomainError('unsupported-media-type')
}

function isUtf8OrNoCharset(parameter: string): boolean {
  const [name, value] = parameter.trim().split('=')
  return name !== 'charset' || value?.replaceAll('"', '') === 'utf-8'
}

/**
 * A JSON text (RFC 8259) that is safe to walk: not nested beyond 64 levels, no member named `__proto__`.
 *
 * @throws DomainError `invalid-request`
 */
function parseJson(bytes: Uint8Array): unknown {
  const value = decode(bytes)
  // By hand and level by level, because recursion is what deep nesting breaks.
  let level: object[] = isObject(value) ? [value] : []
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH)
      throw new DomainError('invalid-request', { detail: 'The JSON is nested too deeply.' })
    if (level.some((object) => Object.hasOwn(object, '__proto__'))) {
      throw new DomainError('invalid-request', { detail: 'A member cannot be named __proto__.' })
    }
    level = level.flatMap((object) => Object.values(object).filter(isObject))
  }
  return value
}

function decode(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes))
  } catch {
    throw new DomainError('invalid-request', { detail: 'The body is not JSON in UTF-8.' })
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
