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

/** The codes that say more than the status they come with. */
const BY_CODE: readonly (readonly [Decision, string])[] = [
  [no('FIX'), 'validation-failed'],
  [no('SIGN-IN'), 'token-required invalid-token'],
  [off('SIGN-IN'), 'insufficient-scope'],
  [off('OFF'), 'invalid-key support-disabled server-not-found misdirected-host not-configured'],
  [again('LATER'), 'request-timeout service-unavailable not-connected'],
  [again('UNSURE'), 'network-error timeout'],
]

/**
 * @param code the problem's code, or how the exchange failed. Absent for an answer that the platform did not write.
 * @param status the HTTP status. Absent if there was no answer.
 */
export function decideDelivery(code: string | undefined, status?: number): Decision {
  const known = BY_CODE.find(([, codes]) => code && codes.split(' ').includes(code))
  if (known) return known[0]
  if (status === 413) return { ...no('FAULT'), retry: 'without-context' }
  if (status === 429) return { ...no('LATER'), retry: 'if-it-fits' }
  // A proxy may answer 503 after the platform has committed, so whether there is a ticket stays unknown.
  if (status === 408 || (status && (status >= 500 || isSuccess(status)))) return again('UNSURE')
  // Codes that a later platform adds are read by their status.
  if (status === 409 && code !== undefined) return again('UNSURE')
  return no('FAULT')
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300
