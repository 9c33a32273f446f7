/**
 * Milliseconds in which the database must answer anything. After them, the connection is given up: a server that was frozen,
 * or that the network lost, may never answer on it.
 */
export const ANSWER_MS = 5_000

/** What a connection is ended with on which no answer came. The code is that of mysql2's own time limits. */
export function newSilence(): Error {
  return Object.assign(new Error('The database did not answer'), { code: 'PROTOCOL_SEQUENCE_TIMEOUT' })
}
