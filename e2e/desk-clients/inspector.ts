/*
 * The command line of the official Inspector. Each call is a process, and the next one goes on with the sign-in of the first.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ToolCall } from '#testkit/mcp/python-clients.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program } from '#testkit/processes/program.ts'
import type { DeskAccess, DeskClient, Era, Told } from './desk-client.ts'
import { PACKAGES, packagesFolder } from './packages.ts'

const NAME = '@modelcontextprotocol/inspector'

export const INSPECTOR: DeskClient = {
  name: NAME,
  version: PACKAGES[NAME],
  eras: ['legacy', 'modern'],
  work,
}

async function work({ url, access }: DeskAccess, era: Era, calls: ToolCall[]): Promise<Told> {
  const cwd = await packagesFolder()
  // It keeps what it is given in the home directory.
  const home = mkdtempSync(join(tmpdir(), 'mcp-obs-inspector-'))
  const callback = `http://127.0.0.1:${await freePort()}/oauth/callback`
  const env = {
    HOME: home,
    // Without a terminal it signs nobody in unless it may open a browser, which here is the command `true`.
    MCP_AUTO_OPEN_ENABLED: 'true',
    BROWSER: 'true',
    MCP_INSPECTOR_SECRET_STORE: 'file',
  }
  const enter =
    typeof access === 'string'
      ? ['--header', `Authorization: Bearer ${access}`]
      : ['--callback-url', callback]
  const ask = async (method: string, ...more: string[]) => {
    const program = new Program('node_modules/.bin/mcp-inspector', {
      cwd,
      env,
      args: ['--cli', '--format', 'json', '-q', '--protocol-era', era, '--transport', 'http'].concat([
        '--server-url',
        url,
        ...enter,
        '--method',
        method,
        ...more,
      ]),
    })
    if (typeof access === 'function' && method === 'tools/list')
      await access(new URL(await program.says(/Please navigate to: (http\S+)\n/)))
    return resultOf(program)
  }
  try {
    const { tools } = (await ask('tools/list', '--strict')) as { tools: { name: string }[] }
    const answers: string[][] = []
    for (const [name, args] of calls) {
      const named = ['--tool-name', name, '--tool-args-json', JSON.stringify(args)]
      const { content } = (await ask('tools/call', ...named)) as { content: { text: string }[] }
      answers.push(content.map(({ text }) => text))
    }
    return { tools: tools.map(({ name }) => name), answers }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** The result stands on a line of its own, among what is said about the sign-in. */
async function resultOf(inspector: Program): Promise<unknown> {
  assert.equal(await inspector.exited(), 0, inspector.output)
  const line = inspector.output.split('\n').find((each) => each.startsWith('{')) ?? ''
  return (JSON.parse(line) as { result: unknown }).result
}
