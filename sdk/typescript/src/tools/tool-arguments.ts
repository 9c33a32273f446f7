/*
 * Checks the fields of a ticket before they are sent. The advertised schema does not check them, because the
 * validators of the MCP SDKs count UTF-16 units, and because their messages do not tell the model what to do.
 */
import { TICKET_LIMITS } from '../wire/limits.ts'
import { codePoints, EMAIL_PATTERN, normaliseTitle, normaliseWords } from '../wire/text.ts'
import type { SupportConfig } from '../platform/read-config.ts'
import { describeFieldProblem } from './sentences.ts'

export interface SupportFields {
  title: string
  description: string
  category: string
  email?: string
  incidentId?: string
}

export type ReadArguments = { fields: SupportFields } | { problem: string }

/** The fields in normal form, or what is wrong with the first wrong one. Unknown arguments are ignored. */
export function readArguments(args: unknown, config: SupportConfig): ReadArguments {
  const source = (typeof args === 'object' && args !== null ? args : {}) as Record<string, unknown>
  const title = readField(source, 'title', normaliseTitle, config.limits.title)
  if ('problem' in title) return title
  const description = readField(source, 'description', normaliseWords, config.limits.description)
  if ('problem' in description) return description
  const category = readField(source, 'category', normaliseWords)
  if ('problem' in category) return category

  if (!config.categories.includes(category.text)) {
    return { problem: describeFieldProblem('category', 'not-in-list', { allowed: config.categories }) }
  }
  const email = config.authMode === 'email' ? readOptional(source['email']) : undefined
  if (email !== undefined && (codePoints(email) > TICKET_LIMITS.email || !EMAIL_PATTERN.test(email))) {
    return { problem: describeFieldProblem('email', 'invalid-format') }
  }
  const incidentId = readOptional(source['incident_id'])
  return {
    fields: {
      title: title.text,
      description: description.text,
      category: category.text,
      ...(email !== undefined && { email }),
      ...(incidentId !== undefined && { incidentId }),
    },
  }
}

function readField(
  source: Record<string, unknown>,
  field: string,
  normalise: (text: string) => string,
  max?: number,
): { text: string } | { problem: string } {
  const value = source[field]
  if (value === undefined || value === null) return { problem: describeFieldProblem(field, 'required') }
  if (typeof value !== 'string') return { problem: describeFieldProblem(field, 'invalid-type') }
  const text = normalise(value)
  if (text === '') return { problem: describeFieldProblem(field, 'required') }
  if (max !== undefined && codePoints(text) > max)
    return { problem: describeFieldProblem(field, 'too-long', { max }) }
  return { text }
}

/** Models pass an empty string or null for what they do not have. */
function readOptional(value: unknown): string | undefined {
  const text = typeof value === 'string' ? normaliseTitle(value) : ''
  return text === '' ? undefined : text
}
