import { fileURLToPath } from 'node:url'
import { installPython } from '../packages/install-python.ts'
import { Program } from '../processes/program.ts'
import type { Visit } from './oauth-login.ts'

/** A client in Python, which is installed when it is needed: the official one, or that of fastmcp. */
export interface PythonClient {
  /** Such as `mcp==2.3.*` or `fastmcp==4.2.3`. */
  requirement: string
  /** The era that it asks for. Before `mcp` 2 and `fastmcp` 4 there is one. */
  era?: 'legacy' | 'auto'
}

export type ToolCall = [name: string, args: object]

/** What a client was told. */
export interface Seen {
  /** The revision of the protocol that both sides chose. */
  protocol: string
  tools: string[]
  results: { structured?: unknown; texts?: string[]; error?: string }[]
}

const SCRIPTS = fileURLToPath(new URL('python', import.meta.url))

/**
 * Lets a client in Python list the tools of a server and call some.
 *
 * @param access an access token, or what its user does when the client asks for authorization
 */
export async function workWithPython(
  { requirement, era }: PythonClient,
  url: string,
  access: string | Visit,
  calls: ToolCall[],
): Promise<Seen> {
  const script = requirement.startsWith('fastmcp') ? 'fastmcp_client.py' : 'official.py'
  const client = new Program(`${SCRIPTS}/${script}`, {
    command: await installPython(requirement),
    args: [url, JSON.stringify(calls), ...(era ? [era] : [])],
    // Without a token, its way to open an address is a command that prints it.
    env: typeof access === 'string' ? { MCP_TOKEN: access } : { BROWSER: 'echo VISIT %s' },
  })
  try {
    if (typeof access === 'function') await access(new URL(await client.says(/VISIT (http\S+)\n/)))
    return JSON.parse(await client.says(/^RESULT (.+)\n/m)) as Seen
  } finally {
    await client.stop()
  }
}
