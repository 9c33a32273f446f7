import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { databases } from './test/databases.ts'
import { startTestApp } from './test/harness.ts'
import { listen } from './test/raw-http.ts'

const loaded = vi.hoisted(() => new Set<string>())

vi.mock('./rest/openapi/document.ts', (load) => (loaded.add('./openapi/document.ts'), load()))
vi.mock('./http/metric-series.ts', (load) => (loaded.add('./metric-series.ts'), load()))
vi.mock('./trpc/answer-procedures.ts', (load) => (loaded.add('./answer-procedures.ts'), load()))
vi.mock('./mcp/answer-message.ts', (load) => (loaded.add('./answer-message.ts'), load()))
vi.mock('./oauth/run-provider.ts', (load) => (loaded.add('./run-provider.ts'), load()))

/** An upgrade replaces the files under a process that runs. A request for what was not loaded by then would be a 500. */
it('what the transports load when they need it is loaded soon after a start, before anybody asks', async () => {
  const files = ['http', 'mcp', 'oauth', 'rest', 'trpc'].flatMap((folder) =>
    readdirSync(join(import.meta.dirname, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => readFileSync(join(import.meta.dirname, folder, name), 'utf8')),
  )
  const imported = files.flatMap((text) =>
    [...text.matchAll(/import\('(\.[^']+)'\)/g)].map(([, path]) => path),
  )

  const test = await startTestApp(databases[0]!.url)
  try {
    await listen(test.app)
    await vi.waitFor(() => expect(loaded).toEqual(new Set(imported)), 60_000)
  } finally {
    await test.close()
  }
})
