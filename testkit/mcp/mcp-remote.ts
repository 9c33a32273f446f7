import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { freePort } from '../processes/free-port.ts'

interface McpRemote {
  /** Where packages are installed, and the one that is meant: the newest `mcp-remote`, or an alias. */
  folder: string
  name: string
  url: string
  args?: string[]
  env?: Record<string, string>
  /** Signs the user in at the address that it asks them to visit. Without it, nobody is asked. */
  visit?: ((address: URL) => Promise<unknown>) | undefined
}

/**
 * Works with a server over HTTP through `mcp-remote`, with which clients that know stdio only reach such servers.
 *
 * @throws Error with what it wrote, when it does not connect
 */
export async function throughMcpRemote<Result>(
  { folder, name, url, args = [], env = {}, visit }: McpRemote,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const home = mkdtempSync(join(tmpdir(), 'mcp-obs-mcp-remote-'))
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(folder, 'node_modules', name, 'dist/proxy.js'), url, String(await freePort()), ...args],
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: home, ...env },
    stderr: 'pipe',
  })
  let output = ''
  const asked = Promise.withResolvers<URL>()
  // Where nobody is asked, nobody waits for it either.
  asked.promise.catch(() => {})
  transport.stderr?.on('data', (text: Buffer) => {
    output += text
    const address = /authorize this client by visiting:\s+(http\S+)/.exec(output)?.[1]
    if (address) asked.resolve(new URL(address))
  })
  const client = new Client({ name: 'desktop', version: '1.0.0' })
  try {
    const connected = client.connect(transport).catch(() => {
      const failed = new Error(output)
      asked.reject(failed)
      throw failed
    })
    await Promise.all([connected, visit && asked.promise.then(visit)])
    return await work(client)
  } finally {
    await client.close()
    // It may still be writing its log.
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}
