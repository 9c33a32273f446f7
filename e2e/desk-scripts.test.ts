import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PAGE_SIZE } from '#shared/limits.ts'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startScriptedDesk } from '#testkit/desk-client/scripted-desk.ts'
import { sendOverHttp } from '#testkit/http/send.ts'
import { postTicket } from '#testkit/mcp/sdk-caller.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { run, runOrThrow } from '#testkit/processes/program.ts'
import { runSnippet } from '#testkit/processes/run-snippet.ts'

let platform: Platform

beforeAll(async () => {
  platform = await Platform.start()
})
afterAll(() => platform?.end())

const END_WITH_FIRST_LINE = 'console.log = (text) => process.stdout.write(`${text}\\n`, () => process.exit())'

const PROBLEM = {
  code: 'service-unavailable',
  detail: 'The service cannot take this now. Try again later.',
  requestId: 'none',
  retryAfterSeconds: 1,
}

/** Stands before the platform, and is told of each call before it goes on. @returns its origin */
async function startGateway(
  before: (path: string) => Promise<'pass' | 'unavailable' | 'hang-up'>,
): Promise<string> {
  const { host } = new URL(platform.origin)
  const gateway = createServer(async ({ method = '', url = '', headers, socket }, response) => {
    const verdict = await before(url)
    if (verdict === 'hang-up') return socket.destroy()
    if (verdict === 'unavailable') {
      response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1' })
      return response.end(JSON.stringify(PROBLEM))
    }
    const { authorization = '' } = headers
    const answer = await sendOverHttp({ method, host, path: url, headers: { authorization } })
    response.writeHead(answer.statusCode, { 'content-type': 'application/json' })
    return response.end(answer.body)
  })
  gateway.listen(0, '127.0.0.1')
  await once(gateway, 'listening')
  onTestFinished(() => void gateway.close())
  return `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`
}

describe('R2.5 scripts', () => {
  describe('do what the README of the client shows, pasted into a file of JavaScript', () => {
    const readme = readFileSync('sdk/client/README.md', 'utf8')
    const [first = '', ...others] = [...readme.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(
      ([, code = '']) => code,
    )
    const [setup = ''] = /^[\s\S]*?^\}\)\n/m.exec(first) ?? []

    test('the script', async () => {
      const { staff, server, env } = await startScriptedDesk(platform.origin)
      const words = { title: 'Refund fails', description: 'x', category: 'Other' }
      const input = { org: staff.org, server, words }
      const { reference } = await staff.visitor.mutate<{ reference: string }>('supportTicket.open', input)
      expect(await runSnippet('desk-client', first, env, 'mjs')).toEqual({
        code: 0,
        output: `${reference} Refund fails\n`,
      })
      expect(await staff.readTicket(reference)).toMatchObject({ status: 'in_progress' })
      const noOrigin = await runSnippet('desk-client', first, { ...env, DESK_ORIGIN: undefined }, 'mjs')
      expect(noOrigin.output).toContain('`origin` is missing')
    })

    /** Runs a snippet after the lines that make the client. */
    async function runAfterSetup(sign: string, env: Record<string, string>, before = ''): Promise<string> {
      const code = others.find((other) => other.includes(sign)) ?? ''
      const { output } = await runSnippet('desk-snippet', `${setup}\n${before}\n${code}`, env, 'mjs')
      return output
    }

    test('paging', async () => {
      const { staff, server, env } = await startScriptedDesk(platform.origin)
      const words = { title: 'x', description: 'x', category: 'Other' }
      for (let count = 0; count < PAGE_SIZE + 1; count++)
        await staff.visitor.mutate('supportTicket.open', { org: staff.org, server, words })
      const output = await runAfterSetup('cursor', env)
      expect(new Set(output.trim().split('\n')).size).toBe(PAGE_SIZE + 1)
    })

    test('opening a ticket', async () => {
      const { staff, env } = await startScriptedDesk(platform.origin)
      const output = await runAfterSetup('supportTicket.open', env)
      const { tickets } = await staff.listTickets()
      expect(output).toBe(`Opened ${tickets[0]!.reference}\n`)
    })

    test('closing a ticket, and changing many and back', async () => {
      const { staff, server, env } = await startScriptedDesk(platform.origin)
      const words = { title: 'x', description: 'x', category: 'Other' }
      for (let count = 0; count < 3; count++)
        await staff.visitor.mutate('supportTicket.open', { org: staff.org, server, words })
      expect(await runAfterSetup('.updateStatus', env)).toBe('Closed: fixed\n')
      expect(await runAfterSetup('.undoStatuses', env)).toBe('Undone: 2\n')
    })

    test('live changes', async () => {
      const { env } = await startScriptedDesk(platform.origin)
      // The snippet has no end of its own.
      expect(await runAfterSetup('.subscribe(', env, END_WITH_FIRST_LINE)).toBe('hello\n')
    })

    test('there is no other snippet', () => expect(others).toHaveLength(5))
  })

  test('the nightly digest counts what is unresolved by tool', async () => {
    const { staff, dsn, env } = await startScriptedDesk(platform.origin)
    const raise = async (tool: string | undefined, title: string) => {
      const context = tool && { incident: { tool, outcome: 'tool-error' }, correlation: 'incident-id' }
      const fields = { title, description: 'x', category: 'Bug Report', ...(context && { context }) }
      const { body } = await postTicket(dsn, fields, { 'idempotency-key': crypto.randomUUID() })
      return body.ticket!.reference
    }
    const oldest = await raise('refund', 'Refund fails')
    await raise('search_orders', 'Search fails')
    await raise('refund', 'Refund fails\u001b[31m again')
    const closed = await raise('refund', 'Solved')
    await raise(undefined, 'A wish')
    const move = async (reference: string, status: string) => {
      const { version } = await staff.readTicket(reference)
      const resolution = status === 'closed' ? 'fixed' : undefined
      const input = { org: staff.org, reference, status, resolution, expectedVersion: version }
      await staff.visitor.mutate('supportTicket.updateStatus', input)
    }
    await move(closed, 'closed')
    await move(oldest, 'in_progress')

    const printed = await runOrThrow('examples/nightly-digest/digest.ts', { env })
    const today = new Date().toISOString().slice(0, 10)
    expect(printed.split('\n').map((line) => line.replace(/TK-\w{4}-\w{4}/, 'TK'))).toEqual([
      '4 unresolved tickets',
      '',
      'refund: 2',
      expect.stringMatching(new RegExp(`^  TK ${today} open "Refund fails`)),
      `  TK ${today} in_progress "Refund fails"`,
      '',
      'no failing call: 1',
      `  TK ${today} open "A wish"`,
      '',
      'search_orders: 1',
      `  TK ${today} open "Search fails"`,
      '',
    ])
    expect(printed).not.toContain('\u001b')

    const { code, output } = await run('examples/nightly-digest/digest.ts', {
      env: { ...env, DESK_TOKEN: `mot_${'0'.repeat(32)}` },
    })
    expect(code).toBe(1)
    expect(output).toContain('invalid-token')
    const bare = await run('examples/nightly-digest/digest.ts', { env: { ...env, DESK_ORG: undefined } })
    expect(bare).toEqual({ code: 2, output: 'Set DESK_ORG. The first lines of this script show how.\n' })
  })

  test('the nightly digest survives an outage, and tickets that move or go while it reads', async () => {
    const { staff, server, env } = await startScriptedDesk(platform.origin)
    const open = async (title: string) => {
      const words = { title, description: 'x', category: 'Other' }
      const input = { org: staff.org, server, words }
      return (await staff.visitor.mutate<{ reference: string }>('supportTicket.open', input)).reference
    }
    const [starts, stops, goes, ends] = [
      await open('Starts'),
      await open('Stops'),
      await open('Goes'),
      await open('Ends'),
    ]
    const move = (reference: string, status: string, expectedVersion: number) =>
      staff.visitor.mutate('supportTicket.updateStatus', {
        org: staff.org,
        reference,
        status,
        ...(status === 'closed' && { resolution: 'fixed' }),
        expectedVersion,
      })
    await move(stops, 'in_progress', 1)
    let calls = 0
    const DESK_ORIGIN = await startGateway(async (path) => {
      calls++
      if (calls === 1) return 'unavailable'
      if (calls === 2) return 'hang-up'
      // The open ones are read, and the ones in progress are next.
      if (calls === 4) await Promise.all([move(starts, 'in_progress', 1), move(stops, 'open', 2)])
      const isFirstRead = path.includes('supportTicket.get') && calls === 6
      if (isFirstRead) {
        await move(ends, 'closed', 1)
        await staff.visitor.mutate('supportTicket.delete', {
          org: staff.org,
          reference: goes,
          expectedVersion: 1,
        })
      }
      return 'pass'
    })
    const printed = await runOrThrow('examples/nightly-digest/digest.ts', { env: { ...env, DESK_ORIGIN } })
    const rows = printed.matchAll(/(TK-\S+) \S+ (open|in_progress|closed) /g)
    expect(Array.from(rows, ([, reference, status]) => `${reference} ${status}`).toSorted()).toEqual(
      [`${starts} in_progress`, `${stops} open`].toSorted(),
    )
    expect(printed).toMatch(/^2 unresolved tickets$/m)
  })
})
