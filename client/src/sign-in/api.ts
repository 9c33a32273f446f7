import { ERRORS, type Problem } from '#shared/error-codes.ts'
import type { SignInProgressDto, SignInStepDto } from '#shared/sign-in.ts'

/** How long to wait for an answer. */
const ANSWER_TIMEOUT_MS = 20_000

/** A refusal contains the server's problem. Without a problem, no answer of the platform arrived. */
export type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem | undefined }

export type Action = 'sign-in' | 'sign-up' | 'change-password' | 'consent' | 'cancel' | 'sign-out'

export function readStep(api: string): Promise<Answer<SignInStepDto>> {
  return ask(api, { headers: { accept: 'application/json' } })
}

export function post(api: string, action: Action, input: object): Promise<Answer<SignInProgressDto>> {
  return ask(`${api}/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(input),
  })
}

async function ask<T>(url: string, request: RequestInit): Promise<Answer<T>> {
  try {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS)
    const response = await fetch(url, { ...request, cache: 'no-store', redirect: 'error', signal })
    const body: unknown = await response.json()
    if (response.ok) return { ok: true, value: body as T }
    return { ok: false, problem: readProblem(body, response.headers.get('retry-after')) }
  } catch {
    // The server was not reached, was too slow, or the answer is not from the platform.
    return { ok: false, problem: undefined }
  }
}

/** Reads a problem document (RFC 9457) of this platform; undefined for anything else. */
export function readProblem(body: unknown, retryAfter: string | null): Problem | undefined {
  if (typeof body !== 'object' || !body || !('code' in body) || !('detail' in body)) return undefined
  if (typeof body.code !== 'string' || !Object.hasOwn(ERRORS, body.code)) return undefined
  const problem = body as Problem
  const seconds = Number(retryAfter)
  return seconds > 0 ? { ...problem, retryAfterSeconds: seconds } : problem
}
