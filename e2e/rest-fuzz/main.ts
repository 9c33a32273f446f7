/*
 * Sends what Schemathesis makes of the OpenAPI document to a platform process, on SQLite and, with MYSQL_URL, on that server:
 * valid and invalid requests and chains of them, with all checks, with the server key, without credentials and as a
 * signed-in user. Not part of `npm test`, because it installs Schemathesis from the package registry first and takes minutes.
 *
 *   npm run rest:fuzz [part of a name]
 *   FUZZ_EXAMPLES=2000 npm run rest:fuzz
 */
import '../../testkit/http/resolve-localhost.ts'
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Check, runChecks } from '#testkit/checks/run-checks.ts'
import { EndUser } from '#testkit/end-user/end-user.ts'
import { SignedInClient } from '#testkit/end-user/signed-in-client.ts'
import { installPython } from '#testkit/packages/install-python.ts'
import { databaseKinds, type DatabaseKind } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { run } from '#testkit/processes/program.ts'
import { type RunningServer, Staff } from '#testkit/staff/staff.ts'

const SCHEMATHESIS = 'schemathesis==4.32.5'
const HOOKS = fileURLToPath(new URL('hooks.py', import.meta.url))
const OPERATIONS = 4
const RUN_TIMEOUT_MS = 3_600_000
/** Requests have the credentials of the run, and no made-up ones. */
const OWN_CREDENTIALS = ['--generation-with-security-parameters', 'false']

/** Requests of each operation and phase, in each run. */
const examples = process.env.FUZZ_EXAMPLES ?? '500'
const wanted = process.argv[2] ?? ''
const python = await installPython(SCHEMATHESIS)
const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-fuzz-'))
let selected = 0
try {
  for (const database of databaseKinds) await fuzzOn(database)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
assert.ok(selected > 0, `No run has "${wanted}" in its name`)

async function fuzzOn(database: DatabaseKind): Promise<void> {
  const platform = await Platform.start({}, database, 'fuzz')
  try {
    const staff = await Staff.signUp(platform.origin)
    const server = await staff.addServer('acme')
    const resourceUrl = 'https://mcp.acme.example/mcp'
    const withSignIn = await staff.addServer('shop', { authMode: 'oauth', resourceUrl })
    const key = [`X-MCP-Obs-Key: ${server.key}`]
    const checks = [
      fuzz(database, 'with the server key', server, key, OWN_CREDENTIALS),
      fuzz(database, 'with the server key and made-up tokens', server, key, []),
      fuzz(database, 'without credentials', server, [], OWN_CREDENTIALS),
      fuzz(database, 'with made-up credentials', server, [], []),
      {
        name: `${database.name}: as a signed-in user`,
        timeoutMs: RUN_TIMEOUT_MS,
        run: async () => {
          const { accessToken } = await SignedInClient.open(withSignIn.dsn, 'Client', new EndUser('Ana Lima'))
          const headers = [`X-MCP-Obs-Key: ${withSignIn.key}`, `Authorization: Bearer ${accessToken}`]
          // Without chains: they follow the receipt, which a signed-in user does not get.
          const options = [...OWN_CREDENTIALS, '--phases=examples,coverage,fuzzing']
          await schemathesis(withSignIn, headers, options, { SIGNED_IN: 'yes' })
        },
      },
    ]
    const named = checks.filter(({ name }) => name.includes(wanted))
    selected += named.length
    if (named.length > 0) await runChecks(named)
  } finally {
    await platform.end()
  }
}

function fuzz(
  { name }: DatabaseKind,
  what: string,
  server: RunningServer,
  headers: string[],
  options: string[],
): Check {
  return {
    name: `${name}: ${what}`,
    timeoutMs: RUN_TIMEOUT_MS,
    run: () => schemathesis(server, headers, options),
  }
}

/**
 * Runs Schemathesis with the document as the platform serves it. The host is given as a header, since names under .localhost
 * mean nothing to the resolvers of many systems.
 */
async function schemathesis(
  { host }: RunningServer,
  headers: string[],
  options: string[],
  settings: Record<string, string> = {},
): Promise<void> {
  const origin = `http://127.0.0.1:${host.split(':')[1]}`
  const args = [
    'run',
    `${origin}/api/mcpserver/openapi.json`,
    `--url=${origin}`,
    ...[`Host: ${host}`, ...headers].map((header) => `--header=${header}`),
    '--include-operation-id-regex=.',
    '--checks=all',
    '--mode=all',
    `--max-examples=${examples}`,
    '--continue-on-failure',
    '--generation-database=none',
    '--request-timeout=10',
    '--no-color',
    ...options,
  ]
  const env = { SCHEMATHESIS_HOOKS: HOOKS, ...settings }
  const command = join(dirname(python), 'st')
  const { code, output } = await run(
    args[0] ?? '',
    { command, args: args.slice(1), env, cwd: folder },
    RUN_TIMEOUT_MS,
  )
  assert.equal(code, 0, output)
  assert.match(output, new RegExp(`Tested: ${OPERATIONS}\\n`), output)
  process.stdout.write(`      ${/\d+ generated[^\n]*/.exec(output)?.[0] ?? ''}\n`)
}
