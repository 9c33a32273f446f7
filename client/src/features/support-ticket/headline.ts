import type { Incident } from '#sdk/wire/ticket-context.ts'

/** Returns what went wrong: the message of the error or, without one, the first text of the tool's result. */
export function headline(incident: Incident): { message?: string; from: 'error' | 'result' } {
  if (incident.error?.message) return { message: incident.error.message, from: 'error' }
  return { message: firstText(incident.result), from: 'result' }
}

function firstText(result: unknown): string | undefined {
  if (!isRecord(result) || !Array.isArray(result.content)) return undefined
  const blocks: unknown[] = result.content
  for (const block of blocks) {
    if (isRecord(block) && block.type === 'text' && typeof block.text === 'string') return block.text
  }
  return undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
