import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

const CONFIG = {
  contract: 1,
  server: { slug: 'acme', name: 'Acme' },
  authMode: 'email',
  supportTool: {
    enabled: true,
    title: 'Contact Acme support',
    description:
      'Contact the people who run Acme. Use this when the user asks to report a problem or request something here, or agrees to after a tool of this server failed. ' +
      "Do not use it without the user's agreement, for other servers, or for arguments you can correct yourself. Never include passwords or tokens. " +
      'Returns a reference for the user. Sent: this text and the failing call (tool, arguments, error; secrets redacted).',
    categories: ['Bug Report', 'Feature Request', 'Documentation', 'Other'],
  },
  limits: { title: 200, description: 10_000, body: 65_536 },
  ttlSeconds: 60,
}

/** Milliseconds without a request after which nobody has anything left to send, and that this is waited for at most. */
const QUIET = 100
const PATIENCE = 10_000

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
      const deadline = performance.now() + PATIENCE
      while (performance.now() < deadline && performance.now() - lastRequest < QUIET) await wait(QUIET / 2)
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
  return sink
}
