/*
 * The platform's error answers, RFC 9457 `application/problem+json` (wire contract §6).
 */
import { CONFIG_LIMITS } from '../wire/limits.ts'
import { readText } from '../wire/text.ts'
import { matching } from '../wire/unknown.ts'
import type { HttpResponse } from './http-exchange.ts'
import { parseObject } from './parse-object.ts'

export interface FieldProblem {
  /** JSON pointer into the body, such as `/category`. */
  pointer: string
  code: string
  allowed?: readonly string[]
}

export interface Problem {
  code: string
  errors: FieldProblem[]
}

// What an answer says can reach a model, so only what has the form of the contract is read.
const CODE = /^[a-z][a-z0-9-]{0,63}$/
const POINTER = /^\/[A-Za-z]{1,32}$/
const MAX_FIELDS = 10

/** The problem in an answer, if the platform wrote it. Nothing for others, such as a proxy's error page. */
export function readProblem(response: HttpResponse): Problem | undefined {
  if (!/^application\/problem\+json\b/i.test(response.headers['content-type'] ?? '')) return undefined
  const source = parseObject(response.body)
  const code = matching(source['code'], CODE)
  return code === undefined ? undefined : { code, errors: readFieldProblems(source['errors']) }
}

function readFieldProblems(value: unknown): FieldProblem[] {
  if (!Array.isArray(value)) return []
  const problems = value.flatMap((entry: unknown): FieldProblem[] => {
    const { allowed, ...found } = (entry ?? {}) as Record<string, unknown>
    const pointer = matching(found['pointer'], POINTER)
    const code = matching(found['code'], CODE)
    if (pointer === undefined || code === undefined) return []
    const choices = Array.isArray(allowed) ? allowed.filter(isChoice).slice(0, CONFIG_LIMITS.categories) : []
    return [{ pointer, code, ...(choices.length > 0 && { allowed: choices }) }]
  })
  return problems.slice(0, MAX_FIELDS)
}

const isChoice = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && readText(value, 'title', CONFIG_LIMITS.category) === value

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
  // `Date.parse` alone takes "-5" for a year.
  const date = /^[A-Z][a-z]+, .+ GMT$/.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000))
}
