import { clipText } from '#sdk/wire/text.ts'
import { asObject, asText } from '#sdk/wire/unknown.ts'
import { CONTEXT_LIMITS } from '#shared/limits.ts'
import { fingerprintOf } from './fingerprint.ts'

/** What a ticket is found by of its failing call: columns of its row, and words. */
export interface FailingCall {
  hasCall: boolean
  tool: string | null
  errorName: string | null
  errorFingerprint: string | null
  /** The beginning of what the error says, in one line. */
  errorMessage: string | null
  /** All of it. */
  message: string
}

/** Code points of a message that lists show. */
const ERROR_MESSAGE = 200

const NO_CALL: FailingCall = {
  hasCall: false,
  tool: null,
  errorName: null,
  errorFingerprint: null,
  errorMessage: null,
  message: '',
}

/**
 * Reads a captured context, also one that an earlier release has stored.
 *
 * @param context redacted and bounded
 */
export function readFailingCall(mcpServerId: string, context: unknown): FailingCall {
  const incident = asObject(asObject(context)?.incident)
  if (!incident) return NO_CALL
  const error = asObject(incident.error) ?? {}
  const failure = asObject(incident.failure) ?? {}
  const tool = nameOf(incident.tool)
  const errorName = nameOf(error.name) ?? nameOf(failure.code) ?? nameOf(error.code)
  const message = asText(error.message) ?? firstText(incident.result)
  const kind = errorName ?? nameOf(incident.outcome) ?? ''
  const errorFingerprint = fingerprintOf(mcpServerId, tool ?? '', kind, message)
  const errorMessage = beginningOf(message) || null
  return { hasCall: true, tool, errorName, errorFingerprint, errorMessage, message }
}

/** Captured text is in its normal form already. To bring it there again would cost as much as the whole text. */
function beginningOf(message: string): string {
  const beginning = Array.from(message.slice(0, 2 * ERROR_MESSAGE))
    .slice(0, ERROR_MESSAGE)
    .join('')
  return beginning.replaceAll(/\s+/g, ' ').trim()
}

function nameOf(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : asText(value)
  return (text && clipText(text, 'title', CONTEXT_LIMITS.name)) || null
}

/** The first text of a tool's result, which says what went wrong when there is no error. */
function firstText(result: unknown): string {
  const content = asObject(result)?.content
  if (!Array.isArray(content)) return ''
  for (const part of content as unknown[]) {
    const text = asText(asObject(part)?.text)
    if (text !== undefined) return text
  }
  return ''
}
