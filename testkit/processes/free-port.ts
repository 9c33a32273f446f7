import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Linux gives connections ports from 32,768 on, so none of these is taken between the search and the use. */
const [FIRST, LAST] = [10_000, 32_000]

let last = randomInt(FIRST, LAST)

/** Not the same twice in a process: an SDK remembers the answers of who was at an address before. */
function nextPort(): number {
  last = last < LAST ? last + 1 : FIRST
  return last
}

/**
 * Finds a port of 127.0.0.1 that nobody listens on at the moment.
 *
 * @param wanted the first port to try; then the next ones above it. Without it, any
 */
export async function freePort(wanted?: number): Promise<number> {
  const port = wanted ?? nextPort()
  const server = createServer()
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => resolve(true))
  })
  if (!isFree) return freePort(wanted === undefined ? undefined : wanted + 1)
  server.close()
  await once(server, 'close')
  return port
}
