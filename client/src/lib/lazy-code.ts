import { loadCode } from './load-code.ts'
import { whenIdle } from './when-idle.ts'

/** Code that is loaded when it is wanted, or before that with `preload`. */
export interface LazyCode<T> {
  /** What was loaded; undefined before that. */
  read: () => T | undefined
  /** Loads it. All who ask at the same time share one request. */
  start: () => Promise<T>
  /** Loads it when the browser is idle. Where it does not arrive, `start` tries again. */
  preload: () => void
}

/** Loads code once. A failure is not kept: whoever asks after it makes a new request. */
export function lazyCode<T>(load: () => Promise<T>): LazyCode<T> {
  let code: T | undefined
  let coming: Promise<T> | undefined
  const arrive = async () => {
    try {
      return (code = await loadCode(load))
    } catch (cause) {
      coming = undefined
      throw cause
    }
  }
  const start = () => (coming ??= arrive())
  return {
    read: () => code,
    start,
    preload: () => whenIdle(() => void start().catch(() => undefined)),
  }
}
