import { createServer, signUpStaff } from '#server/test/factories.ts'
import { startTestApp } from '#server/test/harness.ts'
import { OauthVisitor } from '#server/test/oauth-flow.ts'
import { emptyDatabases } from './databases.ts'
import { verdict } from './measure.ts'
import { RESOURCE } from './oauth/library.ts'

const ISSUERS = 1_000
const MIB = 2 ** 20

const [url = ''] = await emptyDatabases('oauth-memory')
const desk = await startTestApp(url)
const staff = await signUpStaff(desk.app)
const hosts: string[] = []
for (let index = 0; index < ISSUERS; index++) {
  hosts.push((await createServer(staff, { authMode: 'oauth', resourceUrl: RESOURCE })).host)
}
await touch(hosts[0]!)
const before = measure()
const started = performance.now()
for (const host of hosts) await touch(host)
const took = (performance.now() - started) / ISSUERS
const after = measure()
process.stdout.write(
  `${ISSUERS} issuers: heap +${(after.heap - before.heap).toFixed(1)} MiB, resident +${(after.resident - before.resident).toFixed(1)} MiB\n`,
)
process.stdout.write(
  `first metadata, key set and registration of an issuer, its key made: ${took.toFixed(1)} ms\n`,
)
verdict('KiB of heap per live issuer', ((after.heap - before.heap) * 1024) / ISSUERS, '<=', 128)
await desk.close()

/** Metadata, key set and a registration: after these, all that an idle issuer needs is in memory. */
async function touch(host: string): Promise<void> {
  for (const path of ['/.well-known/oauth-authorization-server', '/oauth/jwks']) {
    await desk.app.inject({ url: path, headers: { host } })
  }
  await new OauthVisitor(desk.app, host).register()
}

function measure() {
  globalThis.gc?.()
  const { heapUsed, rss } = process.memoryUsage()
  return { heap: heapUsed / MIB, resident: rss / MIB }
}
