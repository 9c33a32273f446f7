/*
 * `mcp-remote`, with which clients that know stdio only reach servers over HTTP. Newest and one of 2025.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import { freePort } from '../../../../testkit/processes/free-port.ts'
import type { Staff } from '../../../../testkit/staff/staff.ts'
import { FIELDS, type Generation, reportAt } from './protected-server.ts'

/** Package aliases, as they are installed. */
export const MCP_REMOTES = {
  'mcp-remote': '0.15.1',
  'mcp-remote-2025': 'npm:mcp-remote@0.1.29',
}
const GENERATIONS: readonly Generation[] = ['v1', 'v2']
const RESOLVER = new URL('../../../../testkit/http/resolve-localhost.ts', import.meta.url)

/** @param trusted the file of the certificate of the platform, which is behind https: 0.15 refuses http there */
export function checkSignInWithMcpRemote(folder: string, staff: Staff, trusted: string): Check[] {
  return Object.entries(MCP_REMOTES).flatMap(([name, version]) =>
    GENERATIONS.map((generation) => ({
      name: `mcp-remote ${version.replace(/.*@/, '')}, protected ${generation}: goes from 401 to a ticket of its user`,
      run: () =>
        reportAt(folder, staff, generation, (server) => report(folder, name, trusted, server), trusted),
    })),
  )
}

async function report(
  folder: string,
  name: string,
  trusted: string,
  { url, user }: Parameters<Parameters<typeof reportAt>[3]>[0],
): Promise<unknown> {
  const home = mkdtempSync(join(tmpdir(), 'mcp-obs-mcp-remote-'))
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(folder, 'node_modules', name, 'dist/proxy.js'), url, String(await freePort())],
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: home,
      NODE_EXTRA_CA_CERTS: trusted,
      NODE_OPTIONS: `--import=${RESOLVER}`,
    },
    stderr: 'pipe',
  })
  let output = ''
  const asked = Promise.withResolvers<URL>()
  transport.stderr?.on('data', (text: Buffer) => {
    output += text
    const address = /authorize this client by visiting:\s+(http\S+)/.exec(output)?.[1]
    if (address) asked.resolve(new URL(address))
  })
  const client = new Client({ name: 'desktop', version: '1.0.0' })
  try {
    const connected = client.connect(transport)
    connected.catch(() => asked.reject(new Error(output)))
    await user.visit(await asked.promise)
    await connected
    const { structuredContent } = await client.callTool({ name: 'get_support_tool', arguments: FIELDS })
    assert.ok(structuredContent, output)
    return structuredContent
  } finally {
    await client.close()
    // It may still be writing its log.
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}
