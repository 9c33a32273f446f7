/*
 * What an answer to a ticket means: whether to try again, and what to say if it was the last attempt (wire contract §6;
 * fixtures in sdk/contract/retry.json).
 */

type Sentence = 'FIX' | 'LATER' | 'UNSURE' | 'SIGN-IN' | 'OFF' | 'FAULT'

/** `if-it-fits`: only if the wait ends within the time limit. `without-context`: once more, without the context. */
type Retry = 'yes' | 'no' | 'if-it-fits' | 'without-context'

export interface Decision {
  retry: Retry
  outcome: 'failed' | 'unavailable'
  sentence: Sentence
}

const no = (sentence: Sentence): Decision => ({ retry: 'no', outcome: 'failed', sentence })
const off = (sentence: Sentence): Decision => ({ retry: 'no', outcome: 'unavailable', sentence })
const again = (sentence: Sentence): Decision => ({ retry: 'yes', outcome: 'failed', sentence })

const BY_CODE: Readonly<Record<string, Decision>> = {
  'invalid-request': no('FAULT'),
  'invalid-key': off('OFF'),
  'token-required': no('SIGN-IN'),
  'invalid-token': no('SIGN-IN'),
  'insufficient-scope': off('SIGN-IN'),
  'support-disabled': off('OFF'),
  'server-not-found': off('OFF'),
  'misdirected-host': off('OFF'),
  'route-not-found': no('FAULT'),
  'method-not-allowed': no('FAULT'),
  'request-timeout': again('LATER'),
  'request-in-progress': again('UNSURE'),
  'body-too-large': { retry: 'without-context', outcome: 'failed', sentence: 'FAULT' },
  'unsupported-media-type': no('FAULT'),
  'validation-failed': no('FIX'),
  'idempotency-key-reused': no('FAULT'),
  'quota-exceeded': { retry: 'if-it-fits', outcome: 'failed', sentence: 'LATER' },
  'internal-error': again('UNSURE'),
  'service-unavailable': again('LATER'),
  'not-connected': again('LATER'),
  'network-error': again('UNSURE'),
  timeout: again('UNSURE'),
  'not-configured': off('OFF'),
  'dropped-by-host': no('FAULT'),
}

/**
 * @param code the problem's code, or how the exchange failed. Absent for an answer that the platform did not write.
 * @param status the HTTP status. Absent if there was no answer.
 */
export function decideDelivery(code: string | undefined, status: number | undefined): Decision {
  if (code !== undefined && Object.hasOwn(BY_CODE, code)) return BY_CODE[code] as Decision
  if (status === 413) return BY_CODE['body-too-large'] as Decision
  if (status === 429) return BY_CODE['quota-exceeded'] as Decision
  // A proxy may answer 503 after the platform has committed, so whether there is a ticket stays unknown.
  if (status === 408 || (status !== undefined && (status >= 500 || isSuccess(status)))) return again('UNSURE')
  // Codes that a later platform adds are read by their status.
  if (status === 409 && code !== undefined) return again('UNSURE')
  return no('FAULT')
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300
