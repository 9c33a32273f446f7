/*
 * What an authorization server in use takes of the platform's memory.
 *
 *   npm run bench -- oauth-memory
 */
import { OauthClient } from '#testkit/end-user/oauth-client.ts'
import { sendOverHttp } from '#testkit/http/send.ts'
import { sqlite } from '#testkit/platform/database-kinds.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { verdict } from './measure.ts'
import { startPlatform } from './platform.ts'

const ISSUERS = 1_000
const MIB = 2 ** 20
const RESOURCE = 'https://mcp.example.com/mcp'

const memoryPort = String(await freePort())
const platform = await startPlatform(sqlite, 'oauth_memory', {
  MEMORY_PORT: memoryPort,
  NODE_OPTIONS: `--import=${new URL('report-memory.ts', import.meta.url)}`,
})
const staff = await Staff.signUp(platform.origin)
const hosts: string[] = []
for (let index = 0; index < ISSUERS; index++) {
  const settings = { authMode: 'oauth', resourceUrl: RESOURCE } as const
  hosts.push((await staff.addServer(`issuer-${index}`, settings)).host)
}
await touch(hosts[0]!)
const before = await measure()
const started = performance.now()
for (const host of hosts) await touch(host)
const took = (performance.now() - started) / ISSUERS
const after = await measure()
process.stdout.write(
  `${ISSUERS} issuers: heap +${(after.heap - before.heap).toFixed(1)} MiB, resident +${(after.resident - before.resident).toFixed(1)} MiB\n`,
)
process.stdout.write(
  `first metadata, key set and registration of an issuer, its key made: ${took.toFixed(1)} ms\n`,
)
verdict('KiB of heap per live issuer', ((after.heap - before.heap) * 1024) / ISSUERS, '<=', 128)
await platform.end()

/** Metadata, key set and a registration: after these, all that an idle issuer needs is in memory. */
async function touch(host: string): Promise<void> {
  for (const path of ['/.well-known/oauth-authorization-server', '/oauth/jwks']) {
    await sendOverHttp({ method: 'GET', host, path, headers: {} })
  }
  await OauthClient.register(`http://${host}`, 'Bench')
}

async function measure(): Promise<{ heap: number; resident: number }> {
  const response = await fetch(`http://127.0.0.1:${memoryPort}`)
  const { heapUsed, rss } = (await response.json()) as NodeJS.MemoryUsage
  return { heap: heapUsed / MIB, resident: rss / MIB }
}
