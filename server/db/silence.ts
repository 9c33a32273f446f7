import type { PoolConnection } from 'mysql2'

/**
 * Milliseconds in which the database must answer anything. After them, the connection is given up: a server that was frozen,
 * or that the network lost, may never answer on it.
 */
export const ANSWER_MS = 5_000

const CODE = 'PROTOCOL_SEQUENCE_TIMEOUT'

/** What a connection is ended with on which no answer came. The code is that of mysql2's own time limits. */
export function newSilence(): Error {
  return Object.assign(new Error('The database did not answer'), { code: CODE })
}

/** Whether no answer came, so that the server may still have the session and what it runs. */
export function isSilence(error: unknown): boolean {
  return (error as { code?: string } | undefined)?.code === CODE
}

export type Answer = (error: unknown, ...rest: unknown[]) => void

/**
 * Gives the connection up when no answer comes. mysql2 then calls back with this error. After the process stood still, an answer
 * may have arrived that was not read yet: it is read before `setImmediate`, and after timers.
 */
export function untilAnswered(connection: PoolConnection, callback: Answer): Answer {
  let last: NodeJS.Immediate | undefined
  const giveUp = () => {
    const { stream } = connection as unknown as { stream: { destroy: (error: Error) => void } }
    stream.destroy(newSilence())
  }
  const timer = setTimeout(() => (last = setImmediate(giveUp)), ANSWER_MS)
  return (...answer) => {
    clearTimeout(timer)
    clearImmediate(last)
    callback(...answer)
  }
}
