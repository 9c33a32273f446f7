import { isSpecType } from '@modelcontextprotocol/server'

/** What checks the requests that the desk answers, besides `tools/call`, which the SDK refuses itself. */
const CHECKS: Readonly<Record<string, (message: unknown) => boolean>> = {
  initialize: isSpecType.InitializeRequest,
  'tools/list': isSpecType.ListToolsRequest,
  'prompts/list': isSpecType.ListPromptsRequest,
  'prompts/get': isSpecType.GetPromptRequest,
}

/** The first revision without sessions, which has no `initialize`: the SDK says so. */
const WITHOUT_SESSIONS = '2026-07-28'

/**
 * Whether a request has parameters that its method does not take. The SDK would answer with "internal error" and the words
 * of its schemas. What is no request at all is left to it.
 *
 * @param revision that the client names in a header, if it does
 */
export function hasWrongParams(
  message: object,
  revision: string | undefined,
): message is { id: string | number } {
  if (!isSpecType.JSONRPCRequest(message)) return false
  const { method } = message
  if (method === 'initialize' && revision !== undefined && revision >= WITHOUT_SESSIONS) return false
  return Object.hasOwn(CHECKS, method) && !CHECKS[method]!(message)
}
