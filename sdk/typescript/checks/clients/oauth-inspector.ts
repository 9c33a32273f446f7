/*
 * The official Inspector's command line at servers whose users sign in: it finds out by itself how, asks its user to
 * visit a page, and goes on with what it was given in its next runs.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EndUser } from '../../../../testkit/end-user/end-user.ts'
import { freePort } from '../../../../testkit/processes/free-port.ts'
import { Program } from '../../../../testkit/processes/program.ts'
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import type { Staff } from '../../../../testkit/staff/staff.ts'

type Era = 'legacy' | 'modern'

const TARGETS: [generation: 'v1' | 'v2', era: Era][] = [
  ['v1', 'legacy'],
  ['v2', 'legacy'],
  ['v2', 'modern'],
]

/** @param folder where the packages are installed, and next to them the examples. */
export function checkSignInWithInspector(folder: string, staff: Staff): Check[] {
  return TARGETS.map(([generation, era]) => ({
    name: `Inspector, protected ${generation} over HTTP, ${era}: goes from 401 to a ticket of its user`,
    run: () => inspect(folder, staff, generation, era),
  }))
}

async function inspect(folder: string, staff: Staff, generation: string, era: Era): Promise<void> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/mcp`
  const { dsn } = await staff.addServer(`shop-${generation}-${era}`, { authMode: 'oauth', resourceUrl: url })
  const env = { MCP_OBS_DSN: dsn, RESOURCE_URL: url, PORT: String(port) }
  const server = new Program(join(folder, `examples/typescript-${generation}-oauth/server.ts`), {
    cwd: folder,
    env,
  })
  // It keeps what it is given in the home directory.
  const home = mkdtempSync(join(tmpdir(), 'mcp-obs-inspector-'))
  const callback = `http://127.0.0.1:${await freePort()}/oauth/callback`
  const start = (...args: string[]) =>
    new Program('node_modules/.bin/mcp-inspector', {
      cwd: folder,
      env: {
        HOME: home,
        NODE_OPTIONS: `--import=${new URL('../../../../testkit/http/resolve-localhost.ts', import.meta.url)}`,
        // Without a terminal it signs nobody in unless it may open a browser, which here is the command `true`.
        MCP_AUTO_OPEN_ENABLED: 'true',
        BROWSER: 'true',
        MCP_INSPECTOR_SECRET_STORE: 'file',
      },
      args: ['--cli', '--format', 'json', '-q', '--protocol-era', era, '--transport', 'http'].concat([
        '--server-url',
        url,
        '--callback-url',
        callback,
        ...args,
      ]),
    })
  try {
    await server.says(/^shop-orders listens/m)
    const user = new EndUser('Ana Lima')
    const first = start('--method', 'tools/list')
    await user.visit(new URL(await first.says(/Please navigate to: (http\S+)\n/)))
    const { tools } = await resultOf(first)
    assert.ok((tools as { name: string }[]).some(({ name }) => name === 'get_support_tool'))

    const fields = { title: 'Search fails', description: 'I searched for a lamp.', category: 'Bug Report' }
    const call = ['--method', 'tools/call', '--tool-name', 'get_support_tool', '--tool-args-json']
    const { structuredContent } = await resultOf(start('--stored-auth-only', ...call, JSON.stringify(fields)))
    const { outcome, reference = '' } = structuredContent as Record<string, string>
    assert.equal(outcome, 'recorded')
    const { reporter } = await staff.readTicket(reference)
    assert.partialDeepStrictEqual(reporter, { kind: 'user', email: user.email })
  } finally {
    await server.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

/** The result stands on a line of its own, among what is said about the sign-in. */
async function resultOf(inspector: Program): Promise<Record<string, unknown>> {
  const code = await inspector.exited()
  assert.equal(code, 0, inspector.output)
  const line = inspector.output.split('\n').find((each) => each.startsWith('{')) ?? ''
  return (JSON.parse(line) as { result: Record<string, unknown> }).result
}
