import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { CONFIG } from '#testkit/platform/fake-platform.ts'

/** Without a request for that long, nobody has anything left to send. */
const QUIET_MS = 100
const QUIET_TIMEOUT_MS = 10_000

/** Takes whatever is sent, from all of the SDKs. */
export interface Sink {
  port: number
  requests: number
  /** Waits until the last SDK has sent what it had to send. */
  isQuiet(): Promise<void>
  close(): void
}

export async function openSink(): Promise<Sink> {
  let lastRequest = 0
  const server = createServer((request, response) => {
    sink.requests++
    lastRequest = performance.now()
    request.resume()
    request.on('end', () => {
      const answer = request.url === '/api/mcpserver/config' ? CONFIG : {}
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const sink: Sink = {
    port: (server.address() as AddressInfo).port,
    requests: 0,
    async isQuiet() {
      const asked = performance.now()
      const isOver = () => performance.now() - Math.max(asked, lastRequest) >= QUIET_MS
      while (!isOver() && performance.now() - asked < QUIET_TIMEOUT_MS) await wait(QUIET_MS / 2)
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
  return sink
}
