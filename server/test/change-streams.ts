import type { ChangeFeed } from '../domain/change-feed.ts'

export const opened = (reference: string) => ({ type: 'ticket-opened', reference }) as const
export const HELLO = { type: 'hello', resumed: false }
export const RESUMED = { type: 'hello', resumed: true }

export type Stream = ReturnType<ChangeFeed['follow']>

/** So many messages of a stream, or fewer where it ends. */
export async function take(stream: Stream, count: number) {
  const taken: [id: string, change: unknown][] = []
  while (taken.length < count) {
    const next = await stream.next()
    if (next.done) break
    taken.push(next.value)
  }
  return taken
}

export const changesOf = (taken: [string, unknown][]) => taken.map(([, change]) => change)
