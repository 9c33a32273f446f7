import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { PAGE_SIZE } from '#shared/limits.ts'
import { launchChromium } from '#testkit/browser/chromium.ts'
import {
  createScriptToken,
  type DeskClientApp,
  expectedStory,
  installDeskClient,
} from '#testkit/desk-client/desk-client-app.ts'
import { postTicket } from '#testkit/mcp/sdk-caller.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { Program, run, runOrThrow } from '#testkit/processes/program.ts'
import { sendOverHttp } from '#testkit/http/send.ts'
import { runSnippet } from '#testkit/processes/run-snippet.ts'
import { Staff } from '#testkit/staff/staff.ts'

let platform: Platform
let app: DeskClientApp

beforeAll(async () => {
  platform = await Platform.start()
  app = await installDeskClient()
}, 60_000)
afterAll(async () => {
  await platform?.end()
  app?.remove()
})

/** An organization with one MCP server and an access token. */
async function startDesk() {
  const staff = await Staff.signUp(platform.origin)
  const { slug, dsn } = await staff.addServer(`shop-${Date.now().toString(36)}`)
  const token = await createScriptToken(staff)
  const revoke = () => staff.visitor.mutate('accessToken.revoke', { org: staff.org, tokenId: token.id })
  const env = { DESK_ORIGIN: platform.origin, DESK_ORG: staff.org, DESK_TOKEN: token.secret }
  return { staff, server: slug, dsn, token: token.secret, revoke, env }
}

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

describe('R2.5 the packed client', () => {
  test('lists, opens, closes and watches in Node, and is refused what it may not', async () => {
    const { server, revoke, env } = await startDesk()
    const script = new Program('node.mjs', { cwd: app.folder, env: { ...env, DESK_SERVER: server } })
    await script.says(/watching/)
    await revoke()
    const told = JSON.parse(await script.says(/^told (.+)$/m))
    expect(told).toEqual(expectedStory({ server }))
    expect(await script.exited()).toBe(0)
  })

  test.skipIf(!inject('hasChromium'))('does the same in Chromium, from another origin', async () => {
    const { staff, server, token, revoke } = await startDesk()
    const page = await servePage(app.folder)
    const browser: Browser = await launchChromium()
    try {
      const tab = await browser.newPage()
      const problems: string[] = []
      tab.on('pageerror', (error) => problems.push(error.message))
      await tab.goto(page.origin)
      const watching = Promise.withResolvers<void>()
      await tab.exposeFunction('say', () => watching.resolve())
      const options = { origin: platform.origin, token, org: staff.org, server }
      const telling = tab.evaluate((given) => {
        const { tellStory, say } = globalThis as unknown as {
          tellStory: (options: object, say: () => void) => Promise<object>
          say: () => void
        }
        return tellStory(given, say)
      }, options)
      await Promise.race([watching.promise, telling])
      await revoke()
      expect(await telling).toEqual(expectedStory({ server }))
      expect(problems).toEqual([])
    } finally {
      await browser.close()
      page.server.close()
    }
  })

  test('has types that an app with nothing else finds, by both ways of finding them', async () => {
    writeFileSync(join(app.folder, 'app.ts'), USE)
    for (const [module, moduleResolution] of [
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ]) {
      const config = {
        compilerOptions: {
          module,
          moduleResolution,
          target: 'es2023',
          lib: ['es2023', 'dom'],
          strict: true,
          noEmit: true,
          types: ['node'],
        },
        files: ['app.ts'],
      }
      writeFileSync(join(app.folder, 'tsconfig.json'), JSON.stringify(config))
      const tsc = join(import.meta.dirname, '../node_modules/typescript/bin/tsc')
      const { output } = await run(tsc, { cwd: app.folder })
      // tRPC's own declarations name a package that is not there.
      expect(output.split('\n').filter((line) => line && !line.includes('@trpc/server/dist/'))).toEqual([])
    }
  })

  describe('does what its README shows, pasted into a file of JavaScript', () => {
    const readme = readFileSync('sdk/client/README.md', 'utf8')
    const [first = '', ...others] = [...readme.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(
      ([, code = '']) => code,
    )
    const [setup = ''] = /^[\s\S]*?^\}\)\n/m.exec(first) ?? []

    test('the script', async () => {
      const { staff, server, env } = await startDesk()
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

    test.each(others.map((code, index) => [index + 2, code] as const))('snippet %i', async (index, code) => {
      const { staff, server, env } = await startDesk()
      const words = { title: 'x', description: 'x', category: 'Other' }
      for (let count = 0; count < (code.includes('cursor') ? PAGE_SIZE + 1 : 1); count++)
        await staff.visitor.mutate('supportTicket.open', { org: staff.org, server, words })
      // What follows changes has no end of its own.
      const follows = code.includes('.subscribe(')
      const script = `${setup}\n${follows ? END_WITH_FIRST_LINE : ''}\n${code}`
      const { output } = await runSnippet(`desk-client-${index}`, script, env, 'mjs')
      if (follows) return expect(output).toBe('hello\n')
      const { tickets } = await staff.listTickets()
      if (!code.includes('cursor')) return expect(output).toBe(`Opened ${tickets[0]!.reference}\n`)
      expect(new Set(output.trim().split('\n')).size).toBe(PAGE_SIZE + 1)
    })
  })

  test('the nightly digest counts what is unresolved by tool', async () => {
    const { staff, dsn, env } = await startDesk()
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
      const input = { org: staff.org, reference, status, expectedVersion: version }
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
    const { staff, server, env } = await startDesk()
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

/** Code of somebody who uses the package; it compiles only if the types are those of the router. */
const USE = `
import { createDeskClient, type DeskErrorCode, isDeskError, type TicketDto } from '@mcp-obs/client'

const desk = createDeskClient({ origin: 'https://desk.example.com', token: 'mot_' })
const ticket: TicketDto = await desk.supportTicket.get.query({ org: 'acme', reference: 'TK-1' })
const page = await desk.supportTicket.list.query({ org: 'acme', filters: { status: 'open' } })
export const titles: string[] = page.tickets.map(({ title }) => title)
export const tool: string | undefined = ticket.context?.incident?.tool
// @ts-expect-error -- not a status
desk.supportTicket.list.query({ org: 'acme', filters: { status: 'opened' } })
// @ts-expect-error -- a title is text
export const wrong: number = ticket.title
// @ts-expect-error -- no such procedure
desk.supportTicket.explode
desk.supportTicket.watch.subscribe({ org: 'acme' }, {
  onData: ({ id, data }) => {
    const text: string = id
    if (data.type === 'ticket-opened') console.log(text, data.reference satisfies string)
  },
})
export function codeOf(error: unknown): DeskErrorCode | undefined {
  // @ts-expect-error -- not a code
  if (isDeskError(error) && error.code === 'nonsense') return undefined
  return isDeskError(error) ? error.code : undefined
}
`

/** Bundles the story with the packed client, and serves it from an origin of its own. */
async function servePage(folder: string): Promise<{ origin: string; server: Server }> {
  const outDir = join(folder, 'page')
  await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    build: { outDir, lib: { entry: join(folder, 'browser.mjs'), formats: ['es'], fileName: 'page' } },
  })
  const script = readFileSync(join(outDir, 'page.js'), 'utf8')
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(
      isScript ? script : '<!doctype html><title>Tool</title><script type="module" src="/page.js"></script>',
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}
