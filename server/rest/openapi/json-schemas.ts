import { ticketWords } from '#shared/support-ticket.ts'
import type { TextRule } from '#shared/text.ts'
import { z } from 'zod'
import { ticketBody } from '../ticket-body.ts'
import { schemaDocs } from './schema-docs.ts'
import { textJsonSchema } from './text-schema.ts'

export type JsonSchema = Record<string, unknown>

/**
 * The JSON Schemas of all schemas that have a name, as they travel.
 *
 * @param categories those of the MCP server, if the caller may know them
 */
export function namedJsonSchemas(categories: readonly string[] | undefined): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(schemaDocs, { ...options(categories), uri: refTo })
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, withoutHead(schema)]))
}

/** The JSON Schema of a schema without a name. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return withoutHead(z.toJSONSchema(schema, options(undefined)))
}

export function refTo(name: string): string {
  return `#/components/schemas/${name}`
}

function options(categories: readonly string[] | undefined) {
  return {
    io: 'input',
    unrepresentable: 'any',
    metadata: schemaDocs,
    override({ zodSchema, jsonSchema }) {
      tidy(jsonSchema)
      Object.assign(jsonSchema, ownDocsOf(zodSchema))
      if (zodSchema === ticketBody.shape.context) jsonSchema.anyOf = [{ $ref: refTo('TicketContext') }, {}]
      if (categories && zodSchema === ticketWords.shape.category) listOnly(jsonSchema, categories)
    },
  } satisfies z.core.ToJSONSchemaParams
}

/** The list says all that the rules of text do. */
function listOnly(schema: JsonSchema, values: readonly string[]): void {
  for (const keyword of ['minLength', 'maxLength', 'pattern']) delete schema[keyword]
  schema.enum = [...values]
}

/** What a schema says of itself: its description, and what code checks in text. */
function ownDocsOf(schema: z.core.$ZodType): object {
  const { text, ...docs } = z.globalRegistry.get(schema) ?? {}
  return { ...docs, ...(text !== undefined && textJsonSchema(text as TextRule)) }
}

/** Removes what is about JavaScript: its safe integers, and that values are not changed in place. */
function tidy(schema: JsonSchema): void {
  delete schema.readOnly
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
}

/** The dialect and the id say nothing inside an OpenAPI document. */
function withoutHead({ $schema: _dialect, $id: _id, ...schema }: JsonSchema): JsonSchema {
  return schema
}
