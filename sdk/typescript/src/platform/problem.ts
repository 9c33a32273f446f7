/*
 * The platform's error answers, RFC 9457 `application/problem+json` (wire contract §6).
 */
import type { HttpResponse } from './http-exchange.ts'
import { parseObject } from './parse-object.ts'

export interface FieldProblem {
  /** JSON pointer into the body, such as `/category`. */
  pointer: string
  code: string
  allowed?: string[]
}

export interface Problem {
  code: string
  errors: FieldProblem[]
}

/** The problem in an answer, if the platform wrote it. Nothing for others, such as a proxy's error page. */
export function readProblem(response: HttpResponse): Problem | undefined {
  if (!/^application\/problem\+json\b/i.test(response.headers['content-type'] ?? '')) return undefined
  const source = parseObject(response.body)
  if (typeof source?.['code'] !== 'string') return undefined
  return { code: source['code'], errors: readFieldProblems(source['errors']) }
}

function readFieldProblems(value: unknown): FieldProblem[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((entry: unknown): FieldProblem[] => {
    const { pointer, code, allowed } = (entry ?? {}) as Record<string, unknown>
    if (typeof pointer !== 'string' || typeof code !== 'string') return []
    const choices = Array.isArray(allowed)
      ? allowed.filter((choice) => typeof choice === 'string')
      : undefined
    return [{ pointer, code, ...(choices && { allowed: choices }) }]
  })
}

const HIDING_CODES = new Set(['invalid-key', 'server-not-found', 'misdirected-host'])

/** Whether the problem means that the platform refuses this DSN, so that the tools must not be offered. */
export function hidesTool(code: string): boolean {
  return HIDING_CODES.has(code)
}

/**
 * Seconds to wait according to `Retry-After`, which holds seconds or an HTTP date (RFC 9110 §10.2.3).
 *
 * @param now milliseconds since the epoch.
 */
export function readRetryAfter(response: HttpResponse, now: number): number | undefined {
  const value = response.headers['retry-after']?.trim()
  if (!value) return undefined
  if (/^\d{1,9}$/.test(value)) return Number(value)
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000))
}
