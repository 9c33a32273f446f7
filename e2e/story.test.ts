import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '#testkit/processes/program.ts'
import { expect, onTestFinished, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const CACHE = join(ROOT, '.cache')

/** Runs a story of three tests, with two attempts for each, as CI does. */
async function runStory(second: string): Promise<{ code: number | null; output: string }> {
  mkdirSync(CACHE, { recursive: true })
  const folder = mkdtempSync(join(CACHE, 'story-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(
    join(folder, 'story.test.ts'),
    `import { test } from 'vitest'
     import { tellStory } from '#testkit/processes/story.ts'
     let attempts = 0
     tellStory()
     test('first', () => {})
     test('second', () => { attempts++; ${second} })
     test('third', () => {})`,
  )
  const args = ['run', '--root', folder, '--retry=1', '--no-color']
  return run(join(ROOT, 'node_modules/vitest/vitest.mjs'), { args })
}

test('a story whose test fails twice has failed, and ends there', async () => {
  const { code, output } = await runStory(`throw new Error('attempt ' + attempts)`)
  expect(output).toMatch(/Tests +1 failed \| 1 passed \| 1 skipped/)
  expect(output).toContain('attempt 2')
  expect(code).toBe(1)
})

test('a story goes on after a test that passes at its second attempt', async () => {
  const { code, output } = await runStory(`if (attempts < 2) throw new Error('once')`)
  expect(output).toMatch(/Tests +3 passed/)
  expect(code).toBe(0)
})
