/*
 * Checks the fields of a ticket before they are sent. The advertised schema does not check them, because the
 * validators of the MCP SDKs count UTF-16 units, and because their messages do not tell the model what to do.
 */
import { TICKET_LIMITS } from '../wire/limits.ts'
import { clipText, clipUnknown, EMAIL_PATTERN, isLongerThan, readText, type TextForm } from '../wire/text.ts'
import { asObject, present } from '../wire/unknown.ts'
import type { SupportConfig } from '../platform/read-config.ts'
import { describeFieldProblem } from './sentences.ts'

/** More than any category, address and incident id has, so that what is longer stays too long when it is clipped. */
const LONGEST_NAME = 1_000

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
  const source = asObject(args) ?? {}
  const title = readField(source, 'title', 'title', config.limits.title)
  if ('problem' in title) return title
  const description = readField(source, 'description', 'words', config.limits.description)
  if ('problem' in description) return description
  const category = readField(source, 'category', 'words')
  if ('problem' in category) return category

  if (!config.categories.includes(category.text)) {
    return { problem: describeFieldProblem('category', 'not-in-list', { allowed: config.categories }) }
  }
  // Models pass an empty string or null for what they do not have.
  const email = config.authMode === 'email' ? clipUnknown(source['email'], 'title', LONGEST_NAME) : undefined
  if (email !== undefined && (isLongerThan(email, TICKET_LIMITS.email) || !EMAIL_PATTERN.test(email))) {
    return { problem: describeFieldProblem('email', 'invalid-format') }
  }
  const incidentId = clipUnknown(source['incident_id'], 'title', LONGEST_NAME)
  return {
    fields: present<SupportFields>({
      title: title.text,
      description: description.text,
      category: category.text,
      email,
      incidentId,
    }),
  }
}

/** @param max absent for a field whose values are few and short. Text of another length is none of them. */
function readField(
  source: Record<string, unknown>,
  field: string,
  form: TextForm,
  max?: number,
): { text: string } | { problem: string } {
  const value = source[field]
  if (value === undefined || value === null) return { problem: describeFieldProblem(field, 'required') }
  if (typeof value !== 'string') return { problem: describeFieldProblem(field, 'invalid-type') }
  const text = max === undefined ? clipText(value, form, LONGEST_NAME) : readText(value, form, max)
  if (text === undefined) return { problem: describeFieldProblem(field, 'too-long', { max }) }
  if (text === '') return { problem: describeFieldProblem(field, 'required') }
  return { text }
}
