/*
 * The tool's schemas in the form each MCP SDK takes. Both forms only describe: the words are checked by the SDK itself
 * (see tool-arguments.ts).
 */
import type { ObjectSchema } from './tool-entry.ts'

/** A Standard Schema that carries its JSON Schema, which v2 puts on the wire as it is. */
export function toStandardSchema(schema: ObjectSchema): object {
  return {
    '~standard': {
      version: 1,
      vendor: 'mcp-obs',
      validate: (value: unknown) => ({ value }),
      jsonSchema: { input: () => schema, output: () => schema },
    },
  }
}

/** The part of `zod/v4` that is used. */
export interface Zod {
  unknown(): ZodField
  object(shape: Record<string, ZodField>): unknown
}

interface ZodField {
  meta(metadata: object): ZodField
  optional(): ZodField
}

/**
 * The app's own zod: v1 reads descriptions from the registry of the copy that made the schema, so with any other copy
 * they would silently be missing from the list.
 */
export async function importZod(): Promise<Zod> {
  // oxlint-disable-next-line no-restricted-imports -- a peer the app already has, and only under v1
  return import('zod/v4')
}

const zodObjects = new WeakMap<ObjectSchema, unknown>()

/** The same object for the same schema, for hosts that build a server for each request. */
export function toZodObject(zod: Zod, schema: ObjectSchema): unknown {
  const known = zodObjects.get(schema)
  if (known !== undefined) return known
  const fields = Object.entries(schema.properties).map(([name, property]): [string, ZodField] => {
    const field = zod.unknown().meta(property)
    return [name, schema.required.includes(name) ? field : field.optional()]
  })
  const made = zod.object(Object.fromEntries(fields))
  zodObjects.set(schema, made)
  return made
}
