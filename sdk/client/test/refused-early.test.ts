import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createDeskClient } from '../src/create-desk-client.ts'
import { isDeskError } from '../src/desk-error.ts'

/** What the platform refuses before a procedure is asked is a problem document, and the wait is in a header. */
function refuse(response: ServerResponse): void {
  const problem = {
    type: 'about:blank',
    title: 'x',
    status: 429,
    code: 'quota-exceeded',
    detail: 'Too many.',
  }
  response
    .writeHead(429, { 'content-type': 'application/problem+json; charset=utf-8', 'retry-after': '17' })
    .end(JSON.stringify({ ...problem, requestId: 'r1', lane: 'network' }))
}

test('a refusal of a guard is a DeskError that says how long to wait', async () => {
  const server = createServer((_request, response) => refuse(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const desk = createDeskClient({ origin, token: `mot_${'0'.repeat(32)}` })
  const error = await desk.supportTicket.countOpen.query({ org: 'acme' }).catch((thrown: unknown) => thrown)
  expect(isDeskError(error)).toBe(true)
  expect(error).toMatchObject({ code: 'quota-exceeded', requestId: 'r1', retryAfterSeconds: 17 })
  server.close()
})
