/*
 * `mcp-remote`, with which clients that know stdio only reach servers over HTTP.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { McpClient, type OfficialClient } from '#testkit/mcp/mcp-client.ts'
import type { ToolCall } from '#testkit/mcp/python-clients.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import type { DeskAccess, DeskClient, Era, Told } from './desk-client.ts'
import { listAndCall } from './official.ts'
import { PACKAGES, packagesFolder } from './packages.ts'

const NAME = 'mcp-remote'

export const MCP_REMOTE: DeskClient = {
  name: NAME,
  version: PACKAGES[NAME],
  eras: ['legacy', 'modern'],
  work,
}

async function work({ url, access }: DeskAccess, era: Era, calls: ToolCall[]): Promise<Told> {
  const folder = await packagesFolder()
  const home = mkdtempSync(join(tmpdir(), 'mcp-obs-mcp-remote-'))
  const enter = typeof access === 'string' ? ['--header', `Authorization: Bearer ${access}`] : []
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(folder, 'node_modules', NAME, 'dist/proxy.js'), url, String(await freePort())].concat([
      '--protocol',
      era === 'modern' ? 'auto' : 'legacy',
      ...enter,
    ]),
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: home },
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
    if (typeof access === 'function') await access(await asked.promise)
    await connected.catch(() => {
      throw new Error(output)
    })
    const { tools, answers } = await listAndCall(new McpClient(client as unknown as OfficialClient), calls)
    return { tools, answers }
  } finally {
    await client.close()
    // It may still be writing its log.
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}
