import type { TRPCClientError, TRPCLink } from '@trpc/client'
import { observable, type Unsubscribable } from '@trpc/server/observable'
import type { AppRouter } from '../types/router.d.ts'
import { toDeskError } from './desk-error.ts'

const RESUME_DELAY_MS = 1_000

/** Turns what the platform answered with into errors with a code. */
export const typeErrors: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) =>
      next(op).subscribe({
        next: (value) => observer.next(value),
        error: (error: TRPCClientError<AppRouter>) => observer.error(toDeskError(error)),
        complete: () => observer.complete(),
      }),
    )

/**
 * Asks again for a stream that the platform ended, after the last message that came. It ends a stream whose token is not
 * accepted any more; the answer to the second call says so, and becomes the subscription's error.
 */
export const resumeStreams: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) => {
      let stream: Unsubscribable | undefined
      let timer: ReturnType<typeof setTimeout> | undefined
      let isOver = false
      let lastEventId: string | undefined
      const follow = (): void => {
        const input = { ...(op.input as object), ...(lastEventId !== undefined && { lastEventId }) }
        stream = next({ ...op, input }).subscribe({
          next: (value) => {
            if (value.result.type === 'stopped') return
            if ('id' in value.result && typeof value.result.id === 'string') lastEventId = value.result.id
            observer.next(value)
          },
          error: (error) => observer.error(error),
          complete: () => {
            if (!isOver) timer = setTimeout(follow, RESUME_DELAY_MS)
          },
        })
      }
      follow()
      return () => {
        isOver = true
        clearTimeout(timer)
        stream?.unsubscribe()
      }
    })
