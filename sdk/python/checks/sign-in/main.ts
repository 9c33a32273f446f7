/*
 * A full sign-in, from 401 to a ticket of the verified user with its failing call: Python clients at Python servers with
 * the SDK, against a platform process. Not part of `npm test`, because it installs them from the package registry first.
 *
 *   npm run sdk:python-sign-in
 */
import '../../../../testkit/http/resolve-localhost.ts'
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { type Check, runChecks } from '../../../../testkit/checks/run-checks.ts'
import { EndUser } from '../../../../testkit/end-user/end-user.ts'
import { installPython } from '../../../../testkit/packages/install-python.ts'
import { Platform } from '../../../../testkit/platform/platform.ts'
import { freePort } from '../../../../testkit/processes/free-port.ts'
import { Program } from '../../../../testkit/processes/program.ts'
import { Staff } from '../../../../testkit/staff/staff.ts'

const SERVER = fileURLToPath(new URL('protected_shop.py', import.meta.url))
const CLIENT_SCRIPTS = new URL('../../../typescript/checks/clients/python/', import.meta.url)
const FIELDS = { title: 'Search fails', description: 'I searched for a lamp.', category: 'Bug Report' }

const SERVERS: [requirement: string, kind: string][] = [
  ['mcp==1.30.*', 'official'],
  ['mcp==1.30.*', 'low-level'],
  ['mcp==2.3.*', 'official'],
  ['mcp==2.3.*', 'low-level'],
  ['fastmcp==2.14.*', 'fastmcp'],
  ['fastmcp==3.4.*', 'fastmcp'],
  ['fastmcp==4.2.*', 'fastmcp'],
]
const CLIENTS: [requirement: string, script: string][] = [
  ['mcp==1.30.*', 'official.py'],
  ['mcp==2.3.*', 'official.py'],
  ['fastmcp==4.2.*', 'fastmcp_client.py'],
]

// First of all, because the time of a check is short.
for (const [requirement] of [...SERVERS, ...CLIENTS]) await installPython(requirement)

const platform = await Platform.start()
const staff = await Staff.signUp(platform.origin)
await runChecks(SERVERS.flatMap((server) => CLIENTS.map((client) => check(server, client))))
await platform.end()

function check([framework, kind]: [string, string], [requirement, script]: [string, string]): Check {
  return {
    name: `${requirement} at ${framework} (${kind}): goes from 401 to a ticket with the call`,
    run: async () => {
      const url = `http://127.0.0.1:${await freePort()}/mcp`
      const { dsn } = await staff.addServer(`shop-${new URL(url).port}`, {
        authMode: 'oauth',
        resourceUrl: url,
      })
      const env = { ...process.env, MCP_OBS_DSN: dsn, RESOURCE_URL: url }
      const [command, clientCommand] = [await installPython(framework), await installPython(requirement)]
      const server = new Program(SERVER, { command, args: [kind], env })
      await server.says(/^shop-orders listens/m)
      const client = new Program(fileURLToPath(new URL(script, CLIENT_SCRIPTS)), {
        command: clientCommand,
        args: [url, JSON.stringify(FIELDS)],
        // Its way to open an address is a command that prints it.
        env: { ...process.env, BROWSER: 'echo VISIT %s' },
      })
      try {
        const user = new EndUser('Ana Lima')
        await user.visit(new URL(await client.says(/VISIT (http\S+)\n/)))
        const answer = JSON.parse(await client.says(/^RESULT (.+)\n/m)) as Record<string, string>
        assert.equal(answer['outcome'], 'recorded')
        const { reporter, context } = await staff.readTicket(answer['reference'] ?? '')
        assert.partialDeepStrictEqual(reporter, { kind: 'user', email: user.email })
        const { tool, arguments: args, error } = context?.incident ?? {}
        assert.deepEqual({ tool, args }, { tool: 'search_orders', args: { query: 'lamp' } })
        assert.equal(error?.name, 'UpstreamError')
        assert.match(error?.stack ?? '', /in search_orders/)
      } finally {
        await client.stop()
        await server.stop()
      }
    },
  }
}
