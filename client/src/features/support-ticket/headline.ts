import type { Incident } from '#sdk/wire/ticket-context.ts'

/** The sentence that says what went wrong: the error's, or else the first text the tool answered with. */
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
