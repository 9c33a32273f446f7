import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '#testkit/processes/program.ts'
import { expect, onTestFinished, test } from 'vitest'

const MAIN = new URL('main.ts', import.meta.url).pathname

/** Runs the command in a folder whose build does `build`, and whose only bench says what was built. */
async function bench(build: string) {
  const cwd = mkdtempSync(join(tmpdir(), 'bench-'))
  onTestFinished(() => rmSync(cwd, { recursive: true }))
  mkdirSync(join(cwd, 'bench'))
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ type: 'module', scripts: { build } }))
  writeFileSync(
    join(cwd, 'bench/redaction.ts'),
    `import { readFileSync } from 'node:fs'\nconsole.log('measured ' + readFileSync('built', 'utf8'))`,
  )
  writeFileSync(join(cwd, 'built'), 'the old code')
  const { code, output } = await run(MAIN, { cwd, args: ['redaction'], env: { PATH: process.env.PATH } })
  return { code, output, isKept: existsSync(join(cwd, '.cache/bench/redaction.json')) }
}

test('what is measured was built before, and says nothing', async () => {
  const { code, output } = await bench('echo noise && printf new > built')
  expect(output).toMatch(/^\n── redaction ─+\nmeasured new\n$/)
  expect(code).toBe(0)
})

test('nothing is measured when the build fails', async () => {
  expect(await bench('echo the fault >&2; exit 3')).toEqual({ code: 1, output: 'the fault\n', isKept: false })
})
