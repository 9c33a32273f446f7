import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Platform } from '#testkit/platform/platform.ts'
import { type RunningServer, Staff } from '#testkit/staff/staff.ts'
import { watchChanges } from '#testkit/staff/watch-changes.ts'
import { postTicket } from '#testkit/mcp/sdk-caller.ts'
import { FIELDS } from '#testkit/end-user/ticket-fields.ts'

/** Milliseconds for the end once nothing is under way, on a busy machine: less than Node keeps idle connections. */
const PROMPT = 4_000

let platform: Platform
let staff: Staff
let shop: RunningServer

beforeEach(async () => {
  platform = await Platform.start({ DRAIN_MS: '500' })
  staff = await Staff.signUp(platform.origin)
  shop = await staff.addServer('shop')
})
afterEach(() => platform.end())

async function health(path: string): Promise<[number, unknown]> {
  const response = await fetch(`${platform.health}/${path}`)
  return [response.status, await response.json()]
}

test('R3.4 SIGTERM: not ready first, what is under way is finished, then a clean end', async () => {
  expect(await health('healthz')).toEqual([200, { status: 'ok' }])
  expect(await health('readyz')).toEqual([200, { status: 'ready' }])

  const body = JSON.stringify({ ...FIELDS, title: 'Half sent' })
  const { username: key, host, port } = new URL(shop.dsn)
  const slow = request({
    host: '127.0.0.1',
    port,
    path: '/api/mcpserver/support',
    method: 'POST',
    headers: {
      host,
      'x-mcp-obs-key': key,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      expect: '100-continue',
    },
  })
  slow.flushHeaders()
  // The server has the headers: from here on this request is under way.
  await once(slow, 'continue')
  slow.write(body.slice(0, 10))

  platform.program.signal('SIGTERM')
  await expect.poll(() => health('readyz')).toEqual([503, { status: 'not-ready', reason: 'draining' }])
  expect(await health('healthz')).toEqual([200, { status: 'ok' }])
  expect((await postTicket(shop.dsn, FIELDS)).status).toBe(201)

  await expect.poll(() => postTicket(shop.dsn, FIELDS).catch(({ code }) => code)).toBe('ECONNREFUSED')
  const begin = performance.now()
  slow.end(body.slice(10))
  const [answer] = (await once(slow, 'response')) as [IncomingMessage]
  expect([answer.statusCode, await text(answer)]).toEqual([201, expect.stringContaining('TK-')])
  expect(await platform.program.exited()).toBe(0)
  expect(performance.now() - begin).toBeLessThan(PROMPT)
})

test('R3.4 SIGTERM: a dashboard that is open somewhere does not hold the end up', async () => {
  const { host, port } = new URL(platform.origin)
  const { cookie } = staff.visitor
  await watchChanges({ port: Number(port), host, cookie, org: staff.org })
  platform.program.signal('SIGTERM')
  const begin = performance.now()
  expect(await platform.program.exited()).toBe(0)
  expect(performance.now() - begin).toBeLessThan(PROMPT)
})

const WRITERS = 8
const ENOUGH = 150

test('R3.4 kill -9 in the middle of writing loses no acknowledged ticket and halves none', async () => {
  const acknowledged = new Map<string, string>()
  const sent = new Map<string, { title: string }>()
  const write = async (writer: number): Promise<void> => {
    for (let n = 0; !platform.program.hasExited; n++) {
      const key = `crash-test-of-writer-${writer}-${n}`
      const fields = { ...FIELDS, title: `Ticket ${writer}-${n}` }
      sent.set(key, fields)
      const answer = await postTicket(shop.dsn, fields, { 'idempotency-key': key }).catch(() => undefined)
      if (!answer) return
      expect(answer).toMatchObject({ status: 201 })
      acknowledged.set(key, answer.body.ticket!.reference)
      if (acknowledged.size === ENOUGH) platform.program.kill()
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))
  expect(acknowledged.size).toBeGreaterThanOrEqual(ENOUGH)
  await platform.program.exited()

  await platform.start()
  for (const [key, reference] of acknowledged) {
    const ticket = await staff.readTicket(reference)
    expect(ticket.title).toBe(sent.get(key)?.title)
    expect(ticket.events.map(({ type }) => type)).toEqual(['opened'])
  }
  // Whoever got no answer repeats the call: it makes the ticket, or finds the one that was made.
  for (const [key, fields] of sent) {
    const { status, body } = await postTicket(shop.dsn, fields, { 'idempotency-key': key })
    expect(status).toBe(201)
    expect(body.ticket?.reference).toBe(acknowledged.get(key) ?? body.ticket?.reference)
  }
  expect(await staff.countOpen()).toBe(sent.size)
})

test('§6 logs say what was asked and how it went, and nothing that anybody sent', async () => {
  const { username: key } = new URL(shop.dsn)
  const fields = {
    title: 'canary-title',
    description: 'canary-description',
    category: 'Other',
    email: 'canary-mail@example.com',
    context: { incident: { tool: 'canary-tool', arguments: { query: 'canary-argument' } } },
  }
  expect((await postTicket(shop.dsn, fields)).status).toBe(201)
  expect((await postTicket(shop.dsn, { ...fields, category: 'canary-category' })).status).toBe(422)
  expect((await postTicket(shop.dsn, fields, { authorization: 'Bearer canary-token' })).status).toBe(401)
  expect((await postTicket(shop.dsn.replace(/mok_.{4}/, 'mok_0000'), fields)).status).toBe(401)
  await fetch(`${platform.origin}/canary-path?canary-query=1`)
  await fetch(`${platform.origin}/trpc/account.signIn`, { method: 'POST', body: '{"canary-broken' })
  await expect(
    staff.visitor.mutate('account.signIn', { email: 'canary@example.com', password: 'canary-password' }),
  ).rejects.toThrow('wrong-credentials')
  await expect(staff.readTicket('canary-reference')).rejects.toThrow('validation-failed')
  await platform.program.stop()

  const { output } = platform.program
  const requests = output.split('\n').filter((line) => line.includes('"msg":"request"'))
  expect(requests.some((line) => /"route":"\/api\/mcpserver\/support".*"status":201/.test(line))).toBe(true)
  expect(requests.length).toBeGreaterThanOrEqual(8)
  for (const secret of ['canary', key, key.slice(4), staff.email, staff.visitor.cookie!.split('=')[1]!]) {
    expect(output).not.toContain(secret)
  }
})
