import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Calls a procedure again while there is no time for it: on a slow database not all get one row's lock in two seconds.
 *
 * @throws what the procedure throws otherwise
 */
export async function untilServed<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if (!String(error).includes('"code":"service-unavailable"')) throw error
      await sleep(1_000)
    }
  }
}
