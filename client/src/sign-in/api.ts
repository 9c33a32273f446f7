import type { Problem } from '#shared/error-codes.ts'
import type { SignInProgressDto, SignInStepDto } from '#shared/sign-in.ts'
import { readProblem } from '../lib/explain-problem.ts'

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
