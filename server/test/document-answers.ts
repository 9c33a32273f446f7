import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { documentOf } from '../rest/openapi/document.ts'
import addFormats from 'ajv-formats'

/*
 * Compares the answers of the SDK API with its OpenAPI document, in every test that sends a request to it.
 */

export type Schema = Record<string, unknown>

export interface MediaType {
  schema: Schema
  example?: unknown
  examples?: Record<string, { value: unknown }>
}

interface Response {
  description: string
  headers: Record<string, { $ref: string }>
  content?: Record<string, MediaType>
}

export interface DocumentedOperation {
  operationId: string
  parameters: { in: string; name: string; required: boolean; schema: Schema; example?: unknown }[]
  requestBody?: { content: Record<string, MediaType> }
  responses: Record<string, Response>
}

interface Answer {
  statusCode: number
  headers: Record<string, unknown>
  body: string
}

type Document = ReturnType<typeof documentOf>

/** Checks values with the schemas of a document. */
export class DocumentSchemas {
  readonly document: Document
  readonly #ajv: Ajv2020
  readonly #validators = new Map<Schema, ValidateFunction>()

  /** @param removesUnknown whether members that the document does not know are removed from what is checked */
  constructor(document: Document, { removesUnknown = false } = {}) {
    this.document = document
    this.#ajv = new Ajv2020({ allErrors: true, removeAdditional: removesUnknown ? 'all' : false })
    addFormats.default(this.#ajv)
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      this.#ajv.addSchema({ $id: `${ROOT}/${name}`, ...(absolute(schema) as Schema) })
    }
  }

  /** @returns what is wrong with a value; nothing if it is valid */
  faults(schema: Schema, value: unknown): string[] {
    const validate = this.#validators.get(schema) ?? this.#ajv.compile(absolute(schema) as Schema)
    this.#validators.set(schema, validate)
    validate(value)
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
  }
}

const ROOT = 'https://schemas.example'

function absolute(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll('"#/components/schemas/', `"${ROOT}/`))
}

const known = new DocumentSchemas(documentOf('https://acme.mcp.example.com'))
const strict = new DocumentSchemas(known.document, { removesUnknown: true })

/** The operation of a request, if the document has its address. */
export function findOperation(method: string, path: string): DocumentedOperation | undefined {
  const [address = ''] = path.split('?')
  const paths = known.document.paths as Record<string, Record<string, DocumentedOperation>>
  const template = Object.keys(paths).find((each) =>
    new RegExp(`^${each.replace(/\{\w+\}/, '[^/]+')}$`).test(address),
  )
  return template ? paths[template]?.[method === 'HEAD' ? 'get' : method.toLowerCase()] : undefined
}

/** @throws when an answer is none of those that the document describes */
export function requireDocumented(method: string, path: string, answer: Answer): void {
  const faults = faultsOf(findOperation(method, path), method, answer)
  if (faults.length > 0)
    throw new Error(
      `Not as documented: ${method} ${path} ${answer.statusCode} ${answer.body.slice(0, 500)}\n${faults.join('\n')}`,
    )
}

function faultsOf(operation: DocumentedOperation | undefined, method: string, answer: Answer): string[] {
  if (!operation) return []
  const response = operation.responses[answer.statusCode]
  if (!response) return ['unknown status']
  const missing = Object.keys(response.headers).filter(
    (name) => !isOptional(name) && answer.headers[name.toLowerCase()] === undefined,
  )
  const [type, media] = Object.entries(response.content ?? {})[0] ?? []
  const faults = missing.map((name) => `no header ${name}`)
  if (!media || method === 'HEAD') return faults
  if (!String(answer.headers['content-type']).startsWith(`${type};`)) return [...faults, 'another media type']
  return [...faults, ...bodyFaults(media, answer.body)]
}

function bodyFaults({ schema, examples }: MediaType, body: string): string[] {
  const value = JSON.parse(body) as { code?: string }
  const stripped = JSON.parse(body) as unknown
  strict.faults(schema, stripped)
  const faults = known.faults(schema, value)
  const isOpen = schema.additionalProperties === true
  if (!isOpen && JSON.stringify(stripped) !== JSON.stringify(value))
    faults.push('a member that is not documented')
  if (examples && value.code !== undefined && !(value.code in examples))
    faults.push(`unknown code ${value.code}`)
  return faults
}

/** Quotas are told where they were taken. */
function isOptional(name: string): boolean {
  return name.startsWith('RateLimit')
}
