import { join } from 'node:path'
import assert from 'node:assert/strict'
import { EndUser } from '../../../../testkit/end-user/end-user.ts'
import { freePort } from '../../../../testkit/processes/free-port.ts'
import { Program } from '../../../../testkit/processes/program.ts'
import type { Staff } from '../../../../testkit/staff/staff.ts'

export type Generation = 'v1' | 'v2'

/** What every client reports. */
export const FIELDS = { title: 'Search fails', description: 'I searched for a lamp.', category: 'Bug Report' }

/** A server with the packed SDK whose users sign in, and one of them. */
export interface ProtectedServer {
  url: string
  user: EndUser
}

/**
 * Starts an example server that is protected, lets a client report something, and checks that the ticket is of the user
 * who signed in.
 *
 * @param folder where the packages are installed, and next to them the examples
 * @param trusted the file of a certificate that the example trusts
 * @param report lets the client sign `user` in, and returns what `get_support_tool` answered
 */
export async function reportAt(
  folder: string,
  staff: Staff,
  generation: Generation,
  report: (server: ProtectedServer) => Promise<unknown>,
  trusted?: string,
): Promise<void> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/mcp`
  const { dsn } = await staff.addServer(`shop-${port}`, { authMode: 'oauth', resourceUrl: url })
  const env = {
    MCP_OBS_DSN: dsn,
    RESOURCE_URL: url,
    PORT: String(port),
    ...(trusted !== undefined && { NODE_EXTRA_CA_CERTS: trusted }),
  }
  const script = join(folder, `examples/typescript-${generation}-oauth/server.ts`)
  const server = new Program(script, { cwd: folder, env })
  try {
    await server.says(/^shop-orders listens/m)
    const user = new EndUser('Ana Lima')
    const { outcome, reference = '' } = (await report({ url, user })) as Record<string, string>
    assert.equal(outcome, 'recorded')
    assert.equal(user.visits, 1)
    const { reporter } = await staff.readTicket(reference)
    assert.partialDeepStrictEqual(reporter, { kind: 'user', email: user.email })
  } finally {
    await server.stop()
  }
}
