import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

/**
 * Finds a port of 127.0.0.1 that nobody listens on at the moment.
 *
 * @param wanted the first port to try; then the next ones above it. Default: any port.
 */
export async function freePort(wanted = 0): Promise<number> {
  const server = createServer()
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(wanted, '127.0.0.1', () => resolve(true))
  })
  if (!isFree) return freePort(wanted + 1)
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
