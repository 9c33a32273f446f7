import type { z } from 'zod'
import type { TenantContext } from '../domain/context.ts'

/** A part of a JSON Schema. */
interface Schema {
  [keyword: string]: string | number | string[] | Schema
}

/** A tool as it is listed. */
export interface ToolEntry {
  name: string
  title: string
  description: string
  inputSchema: { type: 'object'; properties: Record<string, Schema>; required?: string[] }
  annotations: Record<`${string}Hint`, boolean>
}

/** What a tool answers. */
export interface ToolAnswer {
  /** Values of the platform's own: references, states, times, counts. Never a text that somebody wrote. */
  facts: object
  /** What others wrote: it is shown inside a fence. */
  reported?: object | undefined
}

export interface DeskTool {
  entry: ToolEntry
  /** @param input as the client sent it; any JSON value */
  call: (ctx: TenantContext, input: unknown) => Promise<ToolAnswer>
}

/** A tool that reads: what it shows was written by people and programs outside the organization. */
export const READS = { readOnlyHint: true, openWorldHint: true } as const

/** A tool that writes: clients ask their user before they call it. A call that is sent again is written once. */
export const WRITES = { destructiveHint: true, openWorldHint: false, idempotentHint: true } as const

/** Makes a tool of its entry, the schema of its arguments and what it does with them. */
export function defineTool<Input>(
  entry: ToolEntry,
  schema: z.ZodType<Input>,
  run: (ctx: TenantContext, input: Input) => Promise<ToolAnswer>,
): DeskTool {
  return { entry, call: async (ctx, input) => run(ctx, schema.parse(input)) }
}
