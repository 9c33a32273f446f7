import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { makeBuiltClient } from '../test/built-client.ts'
import { databases } from '../test/databases.ts'
import { startTestApp } from '../test/harness.ts'
import { listen } from '../test/raw-http.ts'

it('closes in time although a client takes nothing of a file', async () => {
  const spaFolder = makeBuiltClient()
  writeFileSync(join(spaFolder, 'assets/large.js'), Buffer.alloc(32_000_000, 'x'))
  const desk = await startTestApp(databases[0]!.url)
  const config = { ...desk.config, drainMs: 1_000, graceMs: 4_500 }
  const app = await buildApp({ config, orm: desk.orm, spaFolder })
  const client = connect(await listen(app), '127.0.0.1')
  client.write('GET /assets/large.js HTTP/1.1\r\nHost: localhost:3000\r\n\r\n')
  const [first] = (await once(client, 'data')) as [Buffer]
  client.pause()
  expect(first.toString('latin1')).toMatch(/^HTTP\/1.1 200/)
  const began = performance.now()
  await app.close()
  expect(performance.now() - began).toBeGreaterThan(450)
  expect(performance.now() - began).toBeLessThan(4_500)
  client.destroy()
  await desk.close()
  await rm(spaFolder, { recursive: true })
}, 90_000)
