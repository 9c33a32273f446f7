/*
 * The scenarios of @modelcontextprotocol/conformance: those that pass without the SDK pass with it, check by check, and
 * for a signed-in user of a server that the SDK protects.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { freePort } from '../../../../testkit/processes/free-port.ts'
import { Program, run } from '../../../../testkit/processes/program.ts'
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import { EndUser } from '../../../../testkit/end-user/end-user.ts'
import { readOutcomes } from '../../../../testkit/mcp/conformance.ts'
import { OauthLogin } from '../../../../testkit/mcp/oauth-login.ts'
import { v1Client } from '../../../../testkit/mcp/official-clients.ts'
import { FakePlatform } from '../../../../testkit/platform/fake-platform.ts'
import type { Staff } from '../../../../testkit/staff/staff.ts'
import { TokenProxy } from '../../../../testkit/http/token-proxy.ts'

/** What v1 fails by itself: it writes schemas anew, in draft 7 and without their definitions. */
const BEYOND_V1 = new Set(['json-schema-2020-12'])

/** The checks of each scenario, as `id: status`. */
type Outcomes = Map<string, string[]>

/** @param folder where the packages are installed, and next to them the servers. */
export async function checkOfficialScenarios(folder: string, staff: Staff): Promise<Check[]> {
  const platform = await FakePlatform.start()
  const bare = await runScenarios(folder, {})
  const withSdk = await runScenarios(folder, { MCP_OBS_DSN: platform.dsn })
  assert.ok(platform.configRequests.length > 0, 'the SDK is on the server')
  await platform.stop()
  const signedIn = await runSignedIn(folder, staff)
  return [
    {
      name: `conformance: the same ${bare.size} scenarios with the SDK as without, and behind a sign-in`,
      run() {
        assert.deepEqual([...withSdk.keys()], [...bare.keys()])
        assert.deepEqual([...signedIn.keys()], [...bare.keys()])
        return Promise.resolve()
      },
    },
    ...[...bare].map(([scenario, outcome]) => ({
      name: `conformance: ${scenario}`,
      run() {
        assert.deepEqual(withSdk.get(scenario), outcome)
        assert.deepEqual(signedIn.get(scenario), outcome, 'behind a sign-in')
        if (!BEYOND_V1.has(scenario)) assert.doesNotMatch(outcome.join('\n'), /FAILURE/)
        return Promise.resolve()
      },
    })),
  ]
}

async function runSignedIn(folder: string, staff: Staff): Promise<Outcomes> {
  const port = await freePort()
  const resource = `http://127.0.0.1:${port}/mcp`
  const { dsn } = await staff.addServer('scenarios', { authMode: 'oauth', resourceUrl: resource })
  const env = { MCP_OBS_DSN: dsn, RESOURCE_URL: resource, PORT: String(port) }
  return runScenarios(folder, env, async (url) => {
    assert.equal((await fetch(url, { method: 'POST' })).status, 401)
    return TokenProxy.start(new URL(url), await signInWithV1(url))
  })
}

/** Lets the official v1 client sign a new user in at a server. @returns the access token */
async function signInWithV1(url: string): Promise<string> {
  const login = await OauthLogin.open('Conformance', new EndUser('Ana Lima').visit)
  const client = await v1Client.overProtectedHttp(url, login)
  await client.close()
  login.close()
  return login.tokens()?.access_token ?? ''
}

interface Front {
  url: string
  stop(): void
}

/** @param before puts something between the scenarios and the server. */
async function runScenarios(
  folder: string,
  env: Record<string, string>,
  before?: (url: string) => Promise<Front>,
): Promise<Outcomes> {
  const server = new Program(join(folder, 'servers/scenarios.ts'), { cwd: folder, env })
  let front: Front | undefined
  try {
    const url = await server.says(/(http:\/\/\S+\/mcp)/)
    front = await before?.(url)
    const address = front?.url ?? url
    const outcomes = await readOutcomes((results) =>
      run('node_modules/.bin/conformance', {
        cwd: folder,
        args: ['server', '--url', address, '--suite', 'all', '--output-dir', results],
      }),
    )
    return new Map(
      [...outcomes].map(([scenario, checks]) => [
        scenario,
        checks.map(({ id, status }) => `${id}: ${status}`),
      ]),
    )
  } finally {
    front?.stop()
    await server.stop()
  }
}
