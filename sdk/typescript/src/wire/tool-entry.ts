/*
 * What a tool says about itself in `tools/list`, as far as our tools need it.
 */

/** A JSON Schema, in the few keywords that the tools need. */
export interface ObjectSchema {
  readonly type: 'object'
  readonly properties: Readonly<Record<string, PropertySchema>>
  readonly required: readonly string[]
}

interface PropertySchema {
  readonly type: 'string' | 'boolean'
  readonly maxLength?: number
  readonly enum?: readonly string[]
  readonly description?: string
}

export interface ToolEntry {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly inputSchema: ObjectSchema
  readonly outputSchema: ObjectSchema
  readonly annotations: Readonly<Record<string, boolean>>
}
