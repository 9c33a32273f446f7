import '#testkit/http/resolve-localhost.ts'
import { fileURLToPath } from 'node:url'
import { type CreatedAccessTokenDto, SCOPES } from '#shared/access-token.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OauthClient } from '#testkit/end-user/oauth-client.ts'
import { TokenProxy } from '#testkit/http/token-proxy.ts'
import { type ConformanceCheck, readOutcomes } from '#testkit/mcp/conformance.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program, run } from '#testkit/processes/program.ts'
import { ConnectingMember } from '#testkit/staff/connecting-member.ts'
import { Staff } from '#testkit/staff/staff.ts'

const SUITE = fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/dist/index.js'))
const REVISIONS = ['2025-11-25', '2026-07-28']

/** Scenarios that need more than a server that conforms, and why the desk does not have it. */
const LEFT_OUT: [why: string, scenarios: RegExp][] = [
  ['they call tools of the suite’s own server', /^(?:tools-call-|elicitation-|json-schema-|input-required-)/],
  ['they get prompts of the suite’s own server', /^prompts-get-/],
  ['no tool has a parameter that goes into a header', /^http-custom-header-server-validation$/],
  ['the desk has no resources', /^(?:resources-|sep-2164-resource-not-found$)/],
  ['the desk completes no arguments', /^completion-complete$/],
  ['the desk sends no log', /^logging-set-level$/],
  ['the desk has no sessions and no streams to go on with', /^server-sse-(?:polling|multiple-streams)$/],
]

/** Checks of scenarios that are run, for the same reasons. */
const CHECKS_LEFT_OUT = new Set([
  'sep-2549-resources-list-caching-hints',
  'sep-2549-resources-templates-list-caching-hints',
  'sep-2575-server-rejects-undeclared-capability',
  'sep-2575-missing-capability-http-400',
  'sep-2575-http-server-no-independent-requests-on-stream',
  'sep-2575-server-no-log-without-loglevel',
])

const RUN: Record<string, string[]> = {
  '2025-11-25': [
    'dns-rebinding-protection',
    'ping',
    'prompts-list',
    'server-initialize',
    'server-session-lifecycle',
    'tools-list',
  ],
  '2026-07-28': [
    'caching',
    'dns-rebinding-protection',
    'http-header-validation',
    'prompts-list',
    'server-stateless',
    'tools-list',
  ],
}

let platform: Platform
let staff: Staff

beforeAll(async () => {
  platform = await Platform.start({ QUOTA_TOKEN_PER_MINUTE: '100000' })
  staff = await Staff.signUp(platform.origin)
})
afterAll(() => platform?.end())

const isBad = ({ status }: ConformanceCheck) => status === 'FAILURE' || status === 'WARNING'

describe.each(REVISIONS)('R2.6 the official scenarios of %s', (revision) => {
  test('for servers: all pass that apply to the desk, and each answer has a valid form', async () => {
    const input = { org: staff.org, name: revision, scopes: SCOPES }
    const { secret } = await staff.visitor.mutate<CreatedAccessTokenDto>('accessToken.create', input)
    const proxy = await TokenProxy.start(new URL(`${platform.origin}/mcp`), secret)
    const outcomes = await readOutcomes((folder) =>
      run(SUITE, {
        args: ['server', '--url', proxy.url, '--suite', 'all', '--spec-version', revision].concat([
          '--output-dir',
          folder,
        ]),
      }),
    )
    proxy.stop()
    const isLeftOut = (scenario: string) => LEFT_OUT.some(([, names]) => names.test(scenario))
    const applying = [...outcomes].filter(([scenario]) => !isLeftOut(scenario))
    expect(applying.map(([scenario]) => scenario)).toEqual(RUN[revision])
    const faults = applying.flatMap(([scenario, checks]) =>
      checks
        .filter((check) => isBad(check) && !CHECKS_LEFT_OUT.has(check.id))
        .map((check) => ({ scenario, ...check })),
    )
    expect(faults).toEqual([])
    const forms = [...outcomes.values()].flat().filter(({ id }) => id === 'wire-schema-valid')
    expect(forms.length).toBeGreaterThan(applying.length)
    expect(forms.filter(isBad)).toEqual([])
  })

  test('for authorization servers: all pass at that of staff', async () => {
    const port = String(await freePort())
    const redirectUri = `http://127.0.0.1:${port}/callback`
    const { clientId } = await OauthClient.register(platform.origin, 'Conformance', redirectUri)
    const outcomes = await readOutcomes(async (folder) => {
      const suite = new Program(SUITE, {
        args: ['authorization', '--url', platform.origin, '--client-id', clientId].concat([
          '--resource',
          `${platform.origin}/mcp`,
          '--port',
          port,
          '--spec-version',
          revision,
          '--output-dir',
          folder,
        ]),
      })
      const address = await suite.says(/^(http\S+\/oauth\/authorize\?\S+)\n/m)
      await new ConnectingMember(platform.origin, staff.visitor.cookie!, staff).visit(new URL(address))
      expect(await suite.exited(), suite.output).toBe(0)
    })
    const checks = [...outcomes.values()].flat().map(({ id, status }) => `${id}: ${status}`)
    expect(checks.sort()).toEqual([
      'authorization-code-grant: SUCCESS',
      'authorization-server-metadata-cimd: SUCCESS',
      'authorization-server-metadata: SUCCESS',
    ])
  })
})
