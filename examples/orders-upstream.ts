/*
 * The shop's order service, as the examples see it over HTTP. Looking up an order works; searching answers 500, because
 * its search index is down. That is what the examples' users will want to report.
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

const ORDERS = [
  { id: '1041', customer: 'Ana Sousa', item: 'Teapot, blue', status: 'delivered' },
  { id: '1042', customer: 'Ben Okafor', item: 'Kettle, 1.5 l', status: 'in transit' },
]

/** An answer of the order service that is not what was asked for. */
export class UpstreamError extends Error {
  override name = 'UpstreamError'
}

export interface OrderService {
  find(id: string): Promise<unknown>
  search(query: string): Promise<unknown>
}

/** Starts the order service on a free port of this machine. It never keeps the process alive. */
export async function startOrderService(): Promise<OrderService> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://orders')
    const order = ORDERS.find(({ id }) => pathname === `/orders/${id}`)
    if (pathname === '/search') response.writeHead(500).end('{"error":"search index unavailable"}')
    else response.writeHead(order ? 200 : 404).end(JSON.stringify(order ?? { error: 'no such order' }))
  })
  server.unref()
  const origin = await listen(server)
  return {
    find: (id) => ask(`${origin}/orders/${encodeURIComponent(id)}`),
    search: (query) => ask(`${origin}/search?q=${encodeURIComponent(query)}`),
  }
}

async function ask(url: string): Promise<unknown> {
  const response = await fetch(url, { headers: { connection: 'close' } })
  if (response.ok) return response.json()
  throw new UpstreamError(`The order service answered ${response.status}: ${await response.text()}`)
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  })
}
