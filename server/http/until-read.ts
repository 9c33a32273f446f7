import { setImmediate as turn } from 'node:timers/promises'

/** Waits until what lies at the sockets is read: the end of a connection, one turn after a request on it. */
export async function untilRead(): Promise<void> {
  await turn()
  await turn()
}
