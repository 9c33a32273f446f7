import type { RedirectDto } from '#shared/sign-in.ts'

/** A click counts for five seconds in Chromium and Firefox. The address that opens the app may need as long as this one. */
const ANSWER_IN_TIME_MS = 2000

/**
 * Whether the person must click again before the browser goes back to a client. Browsers open an app only shortly after a
 * click, and the address works only once. Opening it takes one more answer.
 *
 * @param tookMs how long the answer to the click took
 */
export function needsClick({ kind }: RedirectDto, tookMs: number): boolean {
  const activation = navigator.userActivation as UserActivation | undefined
  const isLate = tookMs > ANSWER_IN_TIME_MS || (activation !== undefined && !activation.isActive)
  return kind === 'app' && isLate
}
