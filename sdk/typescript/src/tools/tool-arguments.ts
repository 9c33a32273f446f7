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
  let problem: string | undefined
  const note = (...what: Parameters<typeof describeFieldProblem>): string => {
    problem ??= describeFieldProblem(...what)
    return ''
  }
  /** @param max absent for a field whose values are few and short. Text of another length is none of them. */
  const read = (field: string, form: TextForm, max?: number): string => {
    const value = source[field] ?? ''
    if (value === '') return note(field, 'required')
    if (typeof value !== 'string') return note(field, 'invalid-type')
    const text = max === undefined ? clipText(value, form, LONGEST_NAME) : readText(value, form, max)
    return text || note(field, text === '' ? 'required' : 'too-long', { max })
  }

  const title = read('title', 'title', config.limits.title)
  const description = read('description', 'words', config.limits.description)
  const category = read('category', 'words')
  if (!config.categories.includes(category)) note('category', 'not-in-list', { allowed: config.categories })
  // Models pass an empty string or null for what they do not have.
  const email = config.authMode === 'email' ? clipUnknown(source['email'], 'title', LONGEST_NAME) : undefined
  if (email !== undefined && (isLongerThan(email, TICKET_LIMITS.email) || !EMAIL_PATTERN.test(email)))
    note('email', 'invalid-format')
  if (problem) return { problem }
  const incidentId = clipUnknown(source['incident_id'], 'title', LONGEST_NAME)
  return { fields: present<SupportFields>({ title, description, category, email, incidentId }) }
}
