import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Linux gives connections ports from 32,768 on, so none of these is taken between the search and the use. */
const [FIRST, LAST] = [10_000, 32_000]

/**
 * Finds a port of 127.0.0.1 that nobody listens on at the moment.
 *
 * @param wanted the first port to try; then the next ones above it
 */
export async function freePort(wanted = randomInt(FIRST, LAST)): Promise<number> {
  const server = createServer()
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(wanted, '127.0.0.1', () => resolve(true))
  })
  if (!isFree) return freePort(wanted + 1)
  server.close()
  await once(server, 'close')
  return wanted
}
