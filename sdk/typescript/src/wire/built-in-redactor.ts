import { createRedactor } from './redact.ts'

/** The built-in rules, without those of a host. */
export const builtInRedactor = createRedactor()

/** Redacts a ticket's title or description by the built-in value rules. Idempotent, linear in time. */
export function redactText(text: string): string {
  return builtInRedactor.redactText(text)
}
