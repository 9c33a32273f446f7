import '#testkit/http/resolve-localhost.ts'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EndUser } from '#testkit/end-user/end-user.ts'
import { OauthClient } from '#testkit/end-user/oauth-client.ts'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program } from '#testkit/processes/program.ts'
import { Staff } from '#testkit/staff/staff.ts'

const RESOURCE = 'https://mcp.example.com/mcp'
const SUITE = fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/dist/index.js'))

describe.each(databaseKinds)('R6 the official scenarios for authorization servers, on $name', (database) => {
  let platform: Platform
  let issuer: string
  let results: string

  beforeAll(async () => {
    platform = await Platform.start({}, database)
    const staff = await Staff.signUp(platform.origin)
    const { dsn } = await staff.addServer('shop', { authMode: 'oauth', resourceUrl: RESOURCE })
    issuer = new URL(dsn).origin
    results = mkdtempSync(join(tmpdir(), 'mcp-obs-conformance-'))
  })
  afterAll(async () => {
    await platform?.end()
    if (results) rmSync(results, { recursive: true, force: true })
  })

  test.each(['2025-11-25', '2026-07-28'])('all checks of %s pass', async (specVersion) => {
    const port = String(await freePort())
    // The suite wants a client that is registered already.
    const redirectUri = `http://127.0.0.1:${port}/callback`
    const { clientId } = await OauthClient.register(issuer, 'Conformance', redirectUri)
    const folder = join(results, specVersion)
    const suite = new Program(SUITE, {
      args: ['authorization', '--url', issuer, '--client-id', clientId, '--resource', RESOURCE].concat([
        '--port',
        port,
        '--spec-version',
        specVersion,
        '--output-dir',
        folder,
      ]),
      env: { NODE_OPTIONS: `--import=${new URL('../testkit/http/resolve-localhost.ts', import.meta.url)}` },
    })
    const url = await suite.says(/^(http\S+\/oauth\/authorize\?\S+)\n/m)
    await new EndUser('Ana Lima').visit(new URL(url))
    expect(await suite.exited(), suite.output).toBe(0)

    const checks = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('checks.json'))
      .flatMap(
        (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as { id: string; status: string }[],
      )
      .map(({ id, status }) => `${id}: ${status}`)
    expect(checks.sort()).toEqual([
      'authorization-code-grant: SUCCESS',
      'authorization-server-metadata-cimd: SUCCESS',
      'authorization-server-metadata: SUCCESS',
    ])
  })
})
