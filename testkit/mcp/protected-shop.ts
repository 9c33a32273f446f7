import { freePort } from '../processes/free-port.ts'
import { Program } from '../processes/program.ts'
import type { RunningServer, Staff } from '../staff/staff.ts'

/** An example server whose users sign in, with its entry in the dashboard. */
export interface ProtectedShop extends RunningServer {
  generation: 'v1' | 'v2'
  /** The MCP endpoint, which is what its tokens are issued for. */
  url: string
  /** Where the example and its packages are, if not in this repository. */
  app: string | undefined
  program: Program
}

/** Adds an MCP server in OAuth mode and starts the example of that generation of the MCP SDK as that server. */
export async function openShop(staff: Staff, generation: 'v1' | 'v2', app?: string): Promise<ProtectedShop> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/mcp`
  const server = await staff.addServer(`shop-${generation}`, { authMode: 'oauth', resourceUrl: url })
  const example = { ...server, generation, url, app }
  return { ...example, program: await startExample(example, port) }
}

/** Another process of the same server, on a port of its own, as behind a load balancer. */
export async function startSecondShop(shop: ProtectedShop): Promise<{ url: string; program: Program }> {
  const port = await freePort()
  return { url: `http://127.0.0.1:${port}/mcp`, program: await startExample(shop, port) }
}

async function startExample(
  { generation, dsn, url, app }: Omit<ProtectedShop, 'program'>,
  port: number,
): Promise<Program> {
  const program = new Program(`examples/typescript-${generation}-oauth/server.ts`, {
    ...(app !== undefined && { cwd: app }),
    env: { PORT: String(port), RESOURCE_URL: url, MCP_OBS_DSN: dsn },
  })
  await program.says(/^shop-orders listens/m)
  return program
}
