import { STATUS_CODES } from 'node:http'
import type { ProblemDocument } from './problem-schema.ts'
import type { Refusal } from './refusal.ts'

/** RFC 9110's names of statuses for which Node has older ones. */
const TITLES: Readonly<Record<number, string>> = { 413: 'Content Too Large', 422: 'Unprocessable Content' }

export function titleOf(status: number): string {
  return TITLES[status] ?? STATUS_CODES[status] ?? 'Error'
}

/** A refusal as `application/problem+json` (RFC 9457). */
export function presentProblem(
  { status, code, detail, errors, lane }: Pick<Refusal, 'status' | 'code' | 'detail' | 'errors' | 'lane'>,
  requestId: string,
): ProblemDocument {
  return {
    type: 'about:blank',
    title: titleOf(status),
    status,
    code,
    detail,
    requestId,
    ...(errors && { errors }),
    ...(lane && { lane }),
  }
}
