import type { ErrorCode } from '#shared/error-codes.ts'
import type { JsonSchema } from './json-schemas.ts'
import type { parameterSchemas } from './schema-docs.ts'

export interface Parameter {
  in: 'header' | 'path'
  name: string
  schema: keyof typeof parameterSchemas
  description: string
}

export interface Answer {
  description: string
  headers?: readonly string[]
  /** The name of a schema, or a schema, of the JSON; absent where the answer has no body. */
  json?: string | JsonSchema
  example?: unknown
}

/** One route of the SDK API, as the document describes it. */
export interface Operation {
  method: 'get' | 'post'
  /** As it is registered, with `:name` for a parameter. */
  url: string
  operationId: string
  tag: 'tickets' | 'settings'
  summary: string
  description: string
  /** Who may ask: one of these sets of credentials. */
  security: readonly Readonly<Record<string, never[]>>[]
  parameters: readonly Parameter[]
  body?: { name: string; examples: Record<string, { summary: string; value: object }> }
  answers: Readonly<Record<number, Answer>>
  refusals: readonly ErrorCode[]
  links?: object
}
