import { api } from './trpc.ts'

/** Milliseconds before the first question. Each further wait is twice as long as the one before, up to the longest. */
const FIRST_MS = 2_000
const LONGEST_MS = 30_000
/** Milliseconds. A platform that is silent hides behind a network that drops everything. */
const ANSWER_MS = 10_000
/** Milliseconds after the last question. Who waits again sooner has not got what they wanted: the waits go on growing. */
const CALM_MS = 60_000

const waiting = new Set<() => void>()
let timer: ReturnType<typeof setTimeout> | undefined
/** Questions that did not help. */
let failures = 0
let askedAt = 0
let isAsking = false

/**
 * Calls `onBack` once when the platform answers again. Everybody who waits shares one question. It is also asked when the
 * browser is online again, and when somebody comes back to the window.
 *
 * @returns what ends the wait
 */
export function untilBack(onBack: () => void): () => void {
  if (waiting.size === 0) {
    if (Date.now() - askedAt > CALM_MS) failures = 0
    addEventListener('online', ask)
    addEventListener('focus', ask)
  }
  waiting.add(onBack)
  if (waiting.size === 1) askLater()
  return () => {
    waiting.delete(onBack)
    if (waiting.size === 0) stop()
  }
}

function ask(): void {
  if (isAsking) return
  isAsking = true
  askedAt = Date.now()
  // It is the one call that reads the database and that everybody may make.
  void api.account.session
    .query(undefined, { signal: AbortSignal.timeout(ANSWER_MS) })
    .finally(() => (isAsking = false))
    .then(tell, askAgain)
}

function askAgain(): void {
  failures++
  askLater()
}

function askLater(): void {
  clearTimeout(timer)
  if (waiting.size === 0) return
  // Not at the same moment as all others.
  timer = setTimeout(ask, Math.min(FIRST_MS * 2 ** failures, LONGEST_MS) + Math.random() * 500)
}

function tell(): void {
  // Unless this was not enough for whoever waits.
  failures++
  const all = [...waiting]
  waiting.clear()
  stop()
  for (const onBack of all) onBack()
}

function stop(): void {
  clearTimeout(timer)
  removeEventListener('online', ask)
  removeEventListener('focus', ask)
}
