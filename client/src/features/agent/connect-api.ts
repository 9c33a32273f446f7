import type { ConnectRequestDto } from '#shared/agent.ts'
import type { Scope } from '#shared/choices.ts'
import type { SignInProgressDto } from '#shared/sign-in.ts'
import { fetchOnline, readProblem } from '../../lib/explain-problem.ts'
import { Refused } from '../../lib/problem.ts'

/** How long to wait for an answer. */
const ANSWER_TIMEOUT_MS = 20_000

/** What the person answers to a client that asks for access. */
export type Decision = { action: 'approve'; org: string; scopes: Scope[] } | { action: 'decline' }

/** @throws Refused `sign-in-expired` when the request is gone, finished, or of another browser */
export function readConnectRequest(uid: string): Promise<ConnectRequestDto> {
  return ask(apiOf(uid), { headers: { accept: 'application/json' } })
}

/** @throws Refused */
export function sendDecision(uid: string, decision: Decision): Promise<SignInProgressDto> {
  const { action, ...input } = decision
  return ask(`${apiOf(uid)}/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(input),
  })
}

/** The API is below the path of the page, which is the only path that gets the cookie of the request. */
function apiOf(uid: string): string {
  return `/connect/${encodeURIComponent(uid)}/api`
}

async function ask<T>(url: string, request: RequestInit): Promise<T> {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS)
  const response = await fetchOnline(url, { ...request, cache: 'no-store', redirect: 'error', signal })
  const body: unknown = await response.json()
  if (response.ok) return body as T
  const problem = readProblem(body, response.headers.get('retry-after'))
  throw problem ? new Refused(problem) : new Error('No answer of the platform')
}
