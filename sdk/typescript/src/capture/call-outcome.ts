import type { Message } from './json-rpc.ts'

/**
 * How an answered call ended. Nothing for an answer that asks the user for more input: the call goes on, so it is
 * neither a success nor a failure yet.
 */
export function readOutcome({ result, error }: Message): 'ok' | 'tool-error' | 'rpc-error' | undefined {
  if (result?.['resultType'] === 'input_required') return undefined
  if (error) return 'rpc-error'
  return result?.isError === true ? 'tool-error' : 'ok'
}
