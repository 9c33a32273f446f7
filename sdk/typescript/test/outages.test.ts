/*
 * Replays sdk/contract/outages.json: the platform misbehaves in every way a network can, the user is told the truth
 * within 10 s, the host lives on, and in the end there is one ticket.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, describe, expect, test } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform } from './fake-platform.ts'
import { fixture } from './fixtures.ts'
import { GENERATIONS, listNames, openShop } from './shop.ts'

type Step =
  | { do: 'answer'; status: number; headers: Record<string, string>; body: string }
  | { do: 'commit' | 'commit-reset' | 'commit-hang' | 'hang' | 'reset' | 'refuse' | 'flood' }

interface Outage {
  name: string
  steps: Step[]
  attempts: number | null
  out: { outcome: string; message?: string }
  after: string | null
}

const FLOOD_BYTES = 100_000_000

function flood(response: ServerResponse): void {
  response.writeHead(201, { 'content-type': 'application/json' })
  const chunk = ' '.repeat(65_536)
  let sent = 0
  const pour = (): void => {
    while (!response.destroyed && sent < FLOOD_BYTES) {
      sent += chunk.length
      if (response.write(chunk)) continue
      response.once('drain', pour)
      return
    }
    response.end()
  }
  pour()
}

function take(
  step: Step,
  platform: FakePlatform,
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
): void {
  if (step.do === 'answer') response.writeHead(step.status, step.headers).end(step.body)
  if (step.do === 'commit') platform.commit(request, response, body)
  if (step.do.startsWith('commit-')) platform.commit(request, undefined, body)
  if (step.do.endsWith('reset')) request.socket.destroy()
  if (step.do === 'flood') flood(response)
}

// The tests wait for time to pass, so they run at once; each has a platform of its own.
const platforms: FakePlatform[] = []
afterAll(() => Promise.all(platforms.map((platform) => platform.stop())))

describe.concurrent('R3.4 outages', () => {
  test.each(fixture<Outage[]>('outages'))('$name', async ({ steps, attempts, out, after }) => {
    const platform = await FakePlatform.start()
    platforms.push(platform)
    const { logger, warnings } = collectLog()
    const caller = await openShop(GENERATIONS[0]!, createMcpObs({ dsn: platform.dsn, logger }))
    const left = [...steps]
    platform.onPost = (...exchange) => {
      take(left.length > 1 ? left.shift()! : left[0]!, platform, ...exchange)
      return true
    }
    if (steps[0]?.do === 'refuse') await platform.pause()

    const from = performance.now()
    const { outcome, message, isError } = await caller.report()
    expect(performance.now() - from).toBeLessThan(11_000)
    expect({ outcome, ...(out.message !== undefined && { message }) }).toEqual(out)
    expect(isError).toBe(out.outcome !== 'recorded')
    expect(platform.posts).toHaveLength(attempts ?? platform.posts.length)
    const keys = new Set(platform.posts.map(({ headers }) => headers['idempotency-key']))
    expect(keys.size).toBe(platform.posts.length === 0 ? 0 : 1)
    // One line for the host, without a word of the user's.
    const line = expect.stringMatching(/^a ticket was not confirmed: [a-z-]+$/)
    expect(warnings.slice(0, 1)).toEqual(isError ? [line] : [])
    expect((await caller.call('list_orders', { query: '1' })).isError).toBeFalsy()

    platform.onPost = undefined
    if (steps[0]?.do === 'refuse') await platform.resume()
    expect((await listNames(caller)).includes('get_support_tool')).toBe(after !== null)
    expect(after === null ? null : (await caller.report()).outcome).toBe(after)
    expect(platform.tickets.size).toBe(after === null ? 0 : 1)
    await caller.close()
  })
})
