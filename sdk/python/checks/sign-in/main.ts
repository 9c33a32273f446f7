/*
 * A full sign-in, from 401 to a ticket of the verified user with its failing call: Python clients and the official
 * TypeScript clients at Python servers with the SDK, against a platform process. Not part of `npm test`, because it installs
 * them from the package registry first.
 *
 *   npm run sdk:python-sign-in [part of a name]
 */
import '../../../../testkit/http/resolve-localhost.ts'
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { type Check, runChecks } from '../../../../testkit/checks/run-checks.ts'
import { EndUser } from '../../../../testkit/end-user/end-user.ts'
import { OauthLogin } from '../../../../testkit/mcp/oauth-login.ts'
import { type Generation, v1Client, v2Client } from '../../../../testkit/mcp/official-clients.ts'
import { installPython } from '../../../../testkit/packages/install-python.ts'
import { Platform } from '../../../../testkit/platform/platform.ts'
import { freePort } from '../../../../testkit/processes/free-port.ts'
import { Program } from '../../../../testkit/processes/program.ts'
import { untilItAnswers } from '../../../../testkit/processes/until-it-answers.ts'
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
/** Signs the user in at the server, lets the failing call be reported, and returns what the support tool answered. */
type Report = (url: string, user: EndUser) => Promise<{ outcome: string; reference?: string }>

const PYTHON_CLIENTS: [requirement: string, script: string][] = [
  ['mcp==1.30.*', 'official.py'],
  ['mcp==2.3.*', 'official.py'],
  ['fastmcp==4.2.*', 'fastmcp_client.py'],
]
const CLIENTS: [name: string, report: Report][] = [
  ...PYTHON_CLIENTS.map(([requirement, script]): [string, Report] => [
    requirement,
    (url, user) => reportInPython(requirement, script, url, user),
  ]),
  ...[v1Client, v2Client].map((client): [string, Report] => [
    `official ${client.name}`,
    (url, user) => reportInTypeScript(client, url, user),
  ]),
]

// First of all, because the time of a check is short.
for (const [requirement] of [...SERVERS, ...PYTHON_CLIENTS]) await installPython(requirement)

const platform = await Platform.start()
const staff = await Staff.signUp(platform.origin)
const wanted = process.argv[2] ?? ''
const checks = SERVERS.flatMap((server) => CLIENTS.map((client) => check(server, client)))
await runChecks(checks.filter(({ name }) => name.includes(wanted)))
await platform.end()

function check([framework, kind]: [string, string], [client, report]: [string, Report]): Check {
  return {
    name: `${client} at ${framework} (${kind}): goes from 401 to a ticket with the call`,
    run: async () => {
      const url = `http://127.0.0.1:${await freePort()}/mcp`
      const { dsn } = await staff.addServer(`shop-${new URL(url).port}`, {
        authMode: 'oauth',
        resourceUrl: url,
      })
      const env = { ...process.env, MCP_OBS_DSN: dsn, RESOURCE_URL: url }
      const server = new Program(SERVER, { command: await installPython(framework), args: [kind], env })
      try {
        await untilItAnswers(url, server)
        const user = new EndUser('Ana Lima')
        const answer = await report(url, user)
        assert.equal(answer.outcome, 'recorded')
        const { reporter, context } = await staff.readTicket(answer.reference ?? '')
        assert.partialDeepStrictEqual(reporter, { kind: 'user', email: user.email })
        const { tool, arguments: args, error } = context?.incident ?? {}
        assert.deepEqual({ tool, args }, { tool: 'search_orders', args: { query: 'lamp' } })
        assert.equal(error?.name, 'UpstreamError')
        assert.match(error?.stack ?? '', /in search_orders/)
      } finally {
        await server.stop()
      }
    },
  }
}

async function reportInPython(
  requirement: string,
  script: string,
  url: string,
  user: EndUser,
): ReturnType<Report> {
  const client = new Program(fileURLToPath(new URL(script, CLIENT_SCRIPTS)), {
    command: await installPython(requirement),
    args: [url, JSON.stringify(FIELDS)],
    // Its way to open an address is a command that prints it.
    env: { ...process.env, BROWSER: 'echo VISIT %s' },
  })
  try {
    await user.visit(new URL(await client.says(/VISIT (http\S+)\n/)))
    return JSON.parse(await client.says(/^RESULT (.+)\n/m)) as Awaited<ReturnType<Report>>
  } finally {
    await client.stop()
  }
}

async function reportInTypeScript(client: Generation, url: string, user: EndUser): ReturnType<Report> {
  const login = await OauthLogin.open('Official client', user.visit)
  const connected = await client.overProtectedHttp(url, login)
  try {
    await connected.listTools()
    // A low-level server of `mcp` 2 answers with an error of JSON-RPC.
    await connected.call('search_orders', { query: 'lamp' }).catch(() => undefined)
    return await connected.report(FIELDS)
  } finally {
    await connected.close()
    login.close()
  }
}
