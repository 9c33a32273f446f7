import type { ErrorCode } from '#shared/error-codes.ts'
import type { Refusal } from '../http/refusal.ts'
import { fence } from './fence.ts'
import type { ToolAnswer } from './tool.ts'

/** What a client is told about the answer, for those that control where data may go. */
const LABELS = { ifc: { integrity: 'untrusted', confidentiality: 'private' } }

/** What a model does next, where the sentence of all transports does not say it. */
const NEXT: Partial<Record<ErrorCode, string>> = {
  'ticket-changed': 'Read it again with get_ticket, and decide anew.',
  'server-not-found': 'list_servers names those that there are.',
  'request-in-progress': 'Send it again.',
}

/** An answer as the content of a tool's result: first the facts, then the fence with what others wrote. */
export function presentAnswer({ facts, reported }: ToolAnswer) {
  const texts = [JSON.stringify(facts), ...(reported ? [fence(reported)] : [])]
  return { content: texts.map(textBlock), _meta: LABELS }
}

/** A refusal as a result that the model reads, with the code, the sentence and the fields of all transports. */
export function presentRefusal(
  { code, detail, errors, retryAfterSeconds, status }: Refusal,
  requestId: string,
) {
  const problem = {
    code,
    detail: [detail, NEXT[code]].filter(Boolean).join(' '),
    ...(errors && { errors }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    ...(status >= 500 && { requestId }),
  }
  return { isError: true, content: [textBlock(JSON.stringify(problem))] }
}

function textBlock(text: string) {
  return { type: 'text' as const, text }
}
