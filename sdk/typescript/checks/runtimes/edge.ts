/*
 * The packed SDK in workerd, the runtime of Cloudflare's Workers, without its compatibility with Node.js: one bundle,
 * served by v2's fetch handler, asked by the official client in both protocol eras.
 */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { build } from 'vite'
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import { sitOutAnOutage, visit } from '../stories/oauth-story.ts'
import { Program } from '../../../../testkit/processes/program.ts'
import { FakePlatform } from '../../../../testkit/platform/fake-platform.ts'
import { Issuer, RESOURCE } from '../../../../testkit/platform/issuer.ts'
import { asCaller } from '../../../../testkit/mcp/shop.ts'

/** @param folder where the packages are installed, and next to them the worker. */
export function checkEdge(folder: string): Check[] {
  const stories = (['legacy', 'auto'] as const).map((mode) => ({
    name: `workerd, v2 fetch handler, ${mode === 'auto' ? '2026-07-28' : 'handshake'}`,
    run: () => tellStory(folder, mode),
  }))
  return [...stories, { name: 'workerd, v2 fetch handler, users sign in', run: () => signIn(folder) }]
}

async function signIn(folder: string): Promise<void> {
  const issuer = await Issuer.start()
  await bundle(folder, 'edge-oauth-worker')
  const worker = await serve(folder, 'edge-oauth-worker', issuer.platform.dsn)
  try {
    await sitOutAnOutage(issuer, { [worker.url]: 503 })
    await visit(issuer, worker.url)
  } finally {
    await worker.program.stop()
    await issuer.stop()
  }
}

async function tellStory(folder: string, mode: 'legacy' | 'auto'): Promise<void> {
  const platform = await FakePlatform.start()
  await bundle(folder, 'edge-worker')
  const worker = await serve(folder, 'edge-worker', platform.dsn)
  const client = new Client({ name: 'runtimes', version: '1.0.0' }, { versionNegotiation: { mode } })
  try {
    await client.connect(new StreamableHTTPClientTransport(new URL(worker.url)))
    const caller = asCaller(client)
    const names = (await caller.listTools()).map(({ name }) => name)
    assert.deepEqual(names.sort(), ['get_support_status', 'get_support_tool', 'search_orders'])
    const failed = await caller.call('search_orders')
    const incident_id = /inc_\w{16}/.exec(JSON.stringify(failed))?.[0]
    assert.partialDeepStrictEqual(await caller.report({ incident_id }), {
      outcome: 'recorded',
      context_attached: true,
    })
    const context = platform.posts[0]?.body.context
    assert.equal(context?.sdk?.runtime, 'Cloudflare-Workers')
    assert.match(context.incident?.error?.stack ?? '', /^Error: no index for 1042\n {4}at /)
  } finally {
    await client.close()
    await worker.program.stop()
    await platform.stop()
  }
}

async function bundle(folder: string, name: string): Promise<void> {
  await build({
    configFile: false,
    root: folder,
    logLevel: 'warn',
    resolve: { conditions: ['workerd', 'worker', 'import', 'default'] },
    build: {
      lib: { entry: `${name}.ts`, formats: ['es'], fileName: () => `${name}.js` },
      outDir: 'edge',
      rolldownOptions: { external: /^node:/, output: { codeSplitting: false } },
    },
  })
}

/** Starts workerd on a free port, and finds it in what workerd writes about itself to its file descriptor 1. */
async function serve(folder: string, name: string, dsn: string): Promise<{ url: string; program: Program }> {
  writeFileSync(join(folder, 'edge/config.capnp'), configure(name, dsn))
  const { default: command } = createRequire(join(folder, 'package.json'))('workerd') as { default: string }
  const args = ['--control-fd=1', 'edge/config.capnp']
  const program = new Program('serve', { command, args, cwd: folder })
  const port = await program.says(/"port":\s*(\d+)/)
  return { url: `http://127.0.0.1:${port}/mcp`, program }
}

function configure(name: string, dsn: string): string {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "worker", worker = .worker),
    (name = "loopback", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed ${JSON.stringify(`${name}.js`)})],
  compatibilityDate = "2026-07-01",
  bindings = [
    (name = "MCP_OBS_DSN", text = ${JSON.stringify(dsn)}),
    (name = "RESOURCE_URL", text = ${JSON.stringify(RESOURCE)}),
  ],
  globalOutbound = "loopback",
);
`
}
