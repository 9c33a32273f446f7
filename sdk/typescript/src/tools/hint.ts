/*
 * The only thing that the SDK adds to a host's results: how to report the failing call (wire contract §8).
 */
import { asObject, matching } from '../wire/unknown.ts'
import { INVALID_PARAMS, type Message } from '../capture/json-rpc.ts'

export interface HintParts {
  /** The server's name in the dashboard. */
  serverName: string
  toolName: string
  incidentId: string
}

export function sayHint({ serverName, toolName, incidentId }: HintParts): string {
  return `Offer to report this to ${serverName}. If the user agrees, call ${toolName} with incident_id "${incidentId}".`
}

/** A copy of the failing answer with the hint as its last content block, or in `error.data` of a JSON-RPC error. */
export function addHint(message: Message, parts: HintParts): Message {
  const hint = sayHint(parts)
  const { result, error } = message
  if (result) {
    if (!Array.isArray(result.content)) return message
    const block = { type: 'text', annotations: { audience: ['assistant'] }, text: hint }
    return { ...message, result: { ...result, content: [...(result.content as unknown[]), block] } }
  }
  if (!error || !acceptsHint(error.data)) return message
  return { ...message, error: { ...error, data: { ...error.data, incident_id: parts.incidentId, hint } } }
}

/**
 * Whether the call failed because its arguments are invalid. The caller should correct them instead of reporting it.
 */
export function isInvalidArguments({ result, error }: Message): boolean {
  if (error) return error.code === INVALID_PARAMS && !SAYS_INVALID_RESULT.test(error.message)
  const [block] = Array.isArray(result?.content) ? (result.content as unknown[]) : []
  return matching((block as { text?: unknown } | undefined)?.text, SAYS_INVALID) !== undefined
}

/** A result that does not match the tool's output schema is the server's fault, but v1 gives it the same code. */
const SAYS_INVALID =
  /^(?:MCP error -32602(?!: Output validation error)|Input validation error: Invalid arguments)/

/** Neither are the arguments at fault where the tool has returned what is no result. */
const SAYS_INVALID_RESULT = /Invalid tools\/call result/

function acceptsHint(data: unknown): data is object | undefined {
  if (data === undefined) return true
  const members = asObject(data)
  return members !== undefined && !('incident_id' in members) && !('hint' in members)
}
