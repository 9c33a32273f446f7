import type { Message } from './json-rpc.ts'

/** The error by which a server asks the client to have its user open a URL first (revision 2025-11-25). */
const URL_ELICITATION_REQUIRED = -32042

/**
 * How an answered call ended. Nothing for an answer that asks the user for something: the call goes on, so it is
 * neither a success nor a failure yet.
 */
export function readOutcome({ result, error }: Message): 'ok' | 'tool-error' | 'rpc-error' | undefined {
  if (result?.['resultType'] === 'input_required') return undefined
  if (error) return error.code === URL_ELICITATION_REQUIRED ? undefined : 'rpc-error'
  return result?.isError === true ? 'tool-error' : 'ok'
}
