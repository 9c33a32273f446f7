/*
 * What an answer to a ticket means: whether to try again, and what to say if that was the last word
 * (wire contract §6; fixtures in sdk/contract/retry.json).
 */

type Sentence = 'FIX' | 'LATER' | 'UNSURE' | 'SIGN-IN' | 'OFF' | 'FAULT'

/** `if-it-fits`: only within the budget's rest. `without-context`: once more, with the person's words alone. */
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
 * @param code a problem's code, or how the exchange failed; nothing for an answer that is not ours.
 * @param status the HTTP status; nothing where there was no answer.
 */
export function decideDelivery(code: string | undefined, status: number | undefined): Decision {
  if (code !== undefined && Object.hasOwn(BY_CODE, code)) return BY_CODE[code] as Decision
  if (status === 413) return BY_CODE['body-too-large'] as Decision
  if (status === 429) return BY_CODE['quota-exceeded'] as Decision
  // A proxy's 503 may follow a commit, so anything that is not ours leaves it open whether the ticket was made.
  if (status === 408 || (status !== undefined && (status >= 500 || isSuccess(status)))) return again('UNSURE')
  // New codes of ours are additive and are read by their status.
  if (status === 409 && code !== undefined) return again('UNSURE')
  return no('FAULT')
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300
