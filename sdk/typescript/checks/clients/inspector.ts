/*
 * The official Inspector's command line against servers of both generations, over stdio and HTTP, in both eras.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { fixture } from '../../../../testkit/contract/fixture.ts'
import { Program, run } from '../../../../testkit/processes/program.ts'
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import { FakePlatform } from '../../../../testkit/platform/fake-platform.ts'

interface Target {
  name: string
  server: string
  transport: 'stdio' | 'http'
  era: 'legacy' | 'modern'
}

const TARGETS: Target[] = [
  { name: 'v1', server: 'examples/typescript-v1-stdio/server.ts', transport: 'stdio', era: 'legacy' },
  { name: 'v1', server: 'examples/typescript-v1-http/server.ts', transport: 'http', era: 'legacy' },
  { name: 'v2', server: 'examples/typescript-v2-stdio/server.ts', transport: 'stdio', era: 'legacy' },
  { name: 'v2', server: 'examples/typescript-v2-stdio/server.ts', transport: 'stdio', era: 'modern' },
  { name: 'v2', server: 'examples/typescript-v2-http/server.ts', transport: 'http', era: 'legacy' },
  { name: 'v2', server: 'examples/typescript-v2-http/server.ts', transport: 'http', era: 'modern' },
]

/** @param folder where the packages are installed, and next to them the servers. */
export function checkWithInspector(folder: string): Check[] {
  return TARGETS.map((target) => ({
    name: `Inspector, ${target.name} over ${target.transport}, ${target.era}: lists both tools exactly and calls them`,
    run: () => inspect(folder, target),
  }))
}

async function inspect(folder: string, { server, transport, era }: Target): Promise<void> {
  const platform = await FakePlatform.start()
  const env = { MCP_OBS_DSN: platform.dsn, PORT: '0' }
  const program = transport === 'http' ? new Program(join(folder, server), { cwd: folder, env }) : undefined
  try {
    const target = program
      ? ['--transport', 'http', '--server-url', await program.says(/(http:\/\/\S+\/mcp)/)]
      : ['-e', `MCP_OBS_DSN=${platform.dsn}`, '--', process.execPath, server]
    const ask = (method: string, ...flags: string[]) => askInspector(folder, era, [method, ...flags], target)

    const { tools } = await ask('tools/list', '--strict')
    const find = (name: string) => (tools as { name: string }[]).find((tool) => tool.name === name)
    assert.deepEqual(find('get_support_tool'), fixture('get-support-tool'))
    assert.deepEqual(find('get_support_status'), fixture('get-support-status'))

    const fields = { title: 'Search fails', description: 'I searched for a lamp.', category: 'Bug Report' }
    const call = (name: string, args: object) =>
      ask('tools/call', '--tool-name', name, '--tool-args-json', JSON.stringify(args))
    const { structuredContent } = await call('get_support_tool', fields)
    const { outcome, reference, receipt } = structuredContent as Record<string, string>
    assert.equal(outcome, 'recorded')
    assert.equal(platform.posts[0]?.body.title, fields.title)
    const status = await call('get_support_status', { reference, receipt })
    assert.equal((status.structuredContent as Record<string, string>)['outcome'], 'found')
  } finally {
    await program?.stop()
    await platform.stop()
  }
}

async function askInspector(
  folder: string,
  era: string,
  [method = '', ...flags]: string[],
  target: string[],
): Promise<Record<string, unknown>> {
  const { code, output } = await run('node_modules/.bin/mcp-inspector', {
    cwd: folder,
    // It keeps settings in the home directory.
    env: { HOME: folder },
    args: ['--cli', '--format', 'json', '-q', '--protocol-era', era, '--method', method, ...flags, ...target],
  })
  assert.equal(code, 0, output)
  return (JSON.parse(output) as { result: Record<string, unknown> }).result
}
