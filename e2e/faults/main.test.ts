import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '#testkit/processes/program.ts'
import { expect, onTestFinished, test } from 'vitest'

test('what it needs is named in one sentence, before anything starts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'programs-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const program of ['git', 'openssl']) symlinkSync(process.execPath, join(folder, program))
  const env = { PATH: folder, CADDY: '/nowhere/caddy', VALKEY_SERVER: undefined }
  const { code, output } = await run('e2e/faults/main.ts', { env })
  expect(output).toBe(
    'This machine has no /nowhere/caddy and no redis-server: install what is missing, or name others with CADDY and VALKEY_SERVER.\n',
  )
  expect(code).toBe(2)
})

test.each([
  [['--tickets', 'many'], '--tickets and --minutes want numbers above 0.'],
  [['--minutes', '0'], '--tickets and --minutes want numbers above 0.'],
  [['random'], 'The scenarios are rolling-restart, '],
])('%s is refused before anything starts', async (args, sentence) => {
  const { code, output } = await run('e2e/faults/main.ts', { args })
  expect(output).toContain(sentence)
  expect(output).not.toContain('    at ')
  expect(code).toBe(2)
})
