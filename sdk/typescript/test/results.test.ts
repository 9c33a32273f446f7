/*
 * Replays sdk/contract/results.json: what the platform answers, and what the tool then says.
 */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { fixture } from '../../../testkit/contract/fixture.ts'
import { GENERATIONS, openShop } from '../../../testkit/mcp/shop.ts'

interface ResultCase {
  name: string
  /** The tool that fails before the ticket, if any. */
  failing: string | null
  answers: { status: number; headers?: Record<string, string>; body: object }[]
  out: { outcome: string }
}

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(() => platform.stop())

test.each(fixture<ResultCase[]>('results'))('$name', async ({ failing, answers, out }) => {
  const left = [...answers]
  platform.onPost = (_request, response) => {
    const { status, headers, body } = left.shift()!
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }
  const caller = await openShop(
    GENERATIONS[1]!,
    createMcpObs({ dsn: platform.dsn, logger: collectLog().logger }),
  )
  if (failing !== null) await caller.call(failing, { query: '1' })
  const isError = out.outcome === 'failed' || out.outcome === 'unavailable'
  expect(await caller.report()).toEqual({ ...out, isError })
  expect(left).toEqual([])
})
