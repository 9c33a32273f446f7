import { ERRORS, type Problem } from '#shared/error-codes.ts'

export interface Explanation {
  message: string
  /** Shown when the operators of the platform need it to find the fault in their log. */
  requestId?: string
  /** What was in the way is over. */
  isOver?: true
}

/** Returns whether trying again can help: there was no answer, an overload or a fault of the server, but no refusal. */
export function canBeRetried(problem: Problem | undefined): boolean {
  return problem === undefined || ERRORS[problem.code][0] >= 500
}

/** There was no connection when the call was made, so that nothing was sent. */
export class NotSent extends Error {}

/** The browser's `fetch`, but for a browser that is offline. @throws NotSent */
export async function fetchOnline(...request: Parameters<typeof fetch>): Promise<Response> {
  if (!navigator.onLine) throw new NotSent('offline')
  return fetch(...request)
}

/** Reads a problem document (RFC 9457) of this platform; undefined for anything else. */
export function readProblem(body: unknown, retryAfter: string | null): Problem | undefined {
  if (typeof body !== 'object' || !body || !('code' in body) || !('detail' in body)) return undefined
  if (typeof body.code !== 'string' || !Object.hasOwn(ERRORS, body.code)) return undefined
  const problem = body as Problem
  const seconds = Number(retryAfter)
  return seconds > 0 ? { ...problem, retryAfterSeconds: seconds } : problem
}

/** Explains a failed call to the person who made it. @param isSent whether the call can have reached the server */
export function explainProblem(problem: Problem | undefined, isSent = isOnline()): Explanation {
  if (!problem) return { message: isSent ? SILENCE : OFFLINE }
  if (problem.code === 'forbidden') {
    return { message: `${problem.detail} Ask an owner of this organization to change it.` }
  }
  if (!canBeRetried(problem)) return { message: problem.detail }
  return { message: problem.detail, requestId: problem.requestId }
}

const OFFLINE = 'You are offline. Nothing was changed. Try again when the connection is back.'
const SILENCE =
  'The server did not answer. Check your connection, then try again. A change may have been made all the same.'

function isOnline(): boolean {
  return typeof document === 'undefined' || navigator.onLine
}
