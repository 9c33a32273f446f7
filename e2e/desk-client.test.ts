import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launchChromium } from '#testkit/browser/chromium.ts'
import { type DeskClientApp, expectedStory, installDeskClient } from '#testkit/desk-client/desk-client-app.ts'
import { startScriptedDesk } from '#testkit/desk-client/scripted-desk.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { Program, run } from '#testkit/processes/program.ts'

let platform: Platform
let app: DeskClientApp

beforeAll(async () => {
  platform = await Platform.start()
  app = await installDeskClient()
})
afterAll(async () => {
  await platform?.end()
  app?.remove()
})

describe('R2.5 the packed client', () => {
  test('lists, opens, closes and watches in Node, and is refused what it may not', async () => {
    const { server, revoke, env } = await startScriptedDesk(platform.origin)
    const script = new Program('node.mjs', { cwd: app.folder, env: { ...env, DESK_SERVER: server } })
    await script.says(/watching/)
    await revoke()
    const told = JSON.parse(await script.says(/^told (.+)$/m))
    expect(told).toEqual(expectedStory({ server }))
    expect(await script.exited()).toBe(0)
  })

  test.skipIf(!inject('hasChromium'))('does the same in Chromium, from another origin', async () => {
    const { staff, server, token, revoke } = await startScriptedDesk(platform.origin)
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
