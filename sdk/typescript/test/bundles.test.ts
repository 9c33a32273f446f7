/*
 * Servers that a bundler has put into one minified file, as many are shipped. No class keeps its name in them.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { build } from 'vite'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { asCaller } from '../../../testkit/mcp/shop.ts'

let platform: FakePlatform
let folder: string
beforeEach(async () => {
  platform = await FakePlatform.start()
  folder = mkdtempSync(join(tmpdir(), 'mcp-obs-bundle-'))
})
afterEach(async () => {
  rmSync(folder, { recursive: true })
  await platform.stop()
})

test.each(['stdio-v1', 'stdio-v2'])(
  'R3.2 %s in one minified file: the failing call of this process',
  async (name) => {
    await build({
      configFile: false,
      logLevel: 'silent',
      ssr: { noExternal: true },
      build: {
        outDir: folder,
        ssr: fileURLToPath(new URL(`./servers/${name}.ts`, import.meta.url)),
        rolldownOptions: {
          output: { entryFileNames: 'server.mjs', codeSplitting: false, minify: true },
        },
      },
    })
    const client = new Client({ name: 'test-client', version: '2.0.0' })
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [join(folder, 'server.mjs')],
        env: { MCP_OBS_DSN: platform.dsn },
      }),
    )
    const caller = asCaller(client)
    await caller.call('list_orders', { query: '7' })
    await caller.call('refund_order', { query: '7' })
    expect(await caller.report()).toMatchObject({ outcome: 'recorded', context_attached: true })
    expect(platform.posts[0]?.body.context).toMatchObject({
      correlation: 'process',
      transport: 'stdio',
      incident: { tool: 'refund_order' },
      trail: [{ tool: 'list_orders' }],
    })
    await caller.close()
  },
)
