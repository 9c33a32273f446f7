import { type ErrorCode, ERRORS } from '#shared/error-codes.ts'
import { presentProblem, titleOf } from '../../http/present-problem.ts'
import { challengeOf } from '../../http/problem.ts'
import { refTo } from './json-schemas.ts'

/** What is not in the list of errors: Node answers it, before a route is looked for. */
const HEADERS_TOO_LARGE = 431
const REQUEST_ID = '0193a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b'
/** Their answers always say when to come back. */
const WITH_RETRY = new Set<ErrorCode>(['request-in-progress', 'quota-exceeded', 'service-unavailable'])

/** The answers with which a route refuses, by status: what happened, and an example for each code. */
export function problemAnswers(codes: readonly ErrorCode[]): Record<string, object> {
  const statuses = new Set(codes.map((code) => ERRORS[code][0]))
  const answers = [...statuses].map((status) => {
    const own = codes.filter((code) => ERRORS[code][0] === status)
    return [String(status), problemAnswer(status, own)] as const
  })
  const tooLarge = problemAnswer(
    HEADERS_TOO_LARGE,
    ['invalid-request'],
    'The headers of the request are larger than 16 KiB.',
  )
  return Object.fromEntries([...answers, [String(HEADERS_TOO_LARGE), tooLarge]])
}

function problemAnswer(status: number, codes: readonly ErrorCode[], detail?: string) {
  const lines = codes.map((code) => `\`${code}\`: ${detail ?? ERRORS[code][1]}`)
  const examples = codes.map((code) => [code, { value: exampleOf(status, code, detail) }])
  return {
    description: [`${titleOf(status)}.`, ...lines].join('\n\n'),
    headers: {
      'X-Request-Id': headerRef('X-Request-Id'),
      'Cache-Control': headerRef('Cache-Control'),
      ...(codes.some((code) => WITH_RETRY.has(code)) && { 'Retry-After': headerRef('Retry-After') }),
      ...(codes.some((code) => challengeOf(code)) && { 'WWW-Authenticate': headerRef('WWW-Authenticate') }),
      ...(status === 429 && {
        RateLimit: headerRef('RateLimit'),
        'RateLimit-Policy': headerRef('RateLimit-Policy'),
      }),
    },
    content: {
      'application/problem+json': {
        schema: { $ref: refTo('Problem') },
        examples: Object.fromEntries(examples),
      },
    },
  }
}

function exampleOf(status: number, code: ErrorCode, detail: string = ERRORS[code][1]) {
  const errors = code === 'validation-failed' && [
    {
      pointer: '/category',
      code: 'not-in-list',
      detail: 'Choose one of the listed categories.',
      allowed: ['Bug Report', 'Other'],
    } as const,
  ]
  const lane = code === 'quota-exceeded' && 'server'
  return presentProblem(
    { status, code, detail, ...(errors && { errors }), ...(lane && { lane }) },
    REQUEST_ID,
  )
}

export function headerRef(name: string): { $ref: string } {
  return { $ref: `#/components/headers/${name}` }
}
