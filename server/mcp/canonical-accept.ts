/** The forms of an answer, as the SDK wants a client to name them. */
const FORMS = ['application/json', 'text/event-stream'] as const

/** A media range that is not wanted at all. */
const REFUSED = /;\s*q=0(?:\.0*)?\s*(?:;|$)/i

/**
 * The `Accept` of a client in the one spelling that the SDK reads: it looks for both names as text, and would refuse
 * capitals, ranges such as `*\/*`, and a request without the header (RFC 9110 §12.5.1). A client that does not take both
 * forms stays refused.
 */
export function canonicalAccept(accept = '*/*'): string {
  const ranges = new Set(
    accept
      .split(',')
      .filter((range) => !REFUSED.test(range))
      .map((range) => range.split(';', 1)[0]!.trim().toLowerCase()),
  )
  const accepted = FORMS.filter((form) =>
    [form, `${form.split('/', 1)[0]}/*`, '*/*'].some((range) => ranges.has(range)),
  )
  return accepted.join(', ')
}
