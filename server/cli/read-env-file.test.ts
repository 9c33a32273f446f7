import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '#testkit/processes/program.ts'
import { afterAll, expect, it, onTestFinished } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-env-'))
afterAll(() => rmSync(folder, { recursive: true }))

const READER = new URL('read-env-file.ts', import.meta.url).href
const PRINT = `data:text/javascript,${encodeURIComponent("console.log(['A_1', 'A_2'].map((name) => process.env[name] ?? '-').join())")}`

/** What a program sees of `A_1` and `A_2` that starts in a folder with this .env. */
const read = (env: Record<string, string> = {}) =>
  run('--import', { args: [READER, '--import', PRINT, '--eval', ''], cwd: folder, env })

function write(text: string): void {
  writeFileSync(join(folder, '.env'), text)
  onTestFinished(() => rmSync(join(folder, '.env')))
}

it.each([
  ['A_1=x\r\nA_2=y\r\n', 'x,y'],
  ['\uFEFFA_1=x\nA_2=y', 'x,y'],
  ['# A_1=z\n\n  export A_1 = "x" # first\nA_2=\'y#\'', 'x,y#'],
  ['A_1="x\nno variable"\nA_2=y', 'x\nno variable,y'],
  ['A_1=\nA_2=y', ',y'],
  ['', '-,-'],
])('reads %j', async (text, seen) => {
  write(text)
  expect(await read()).toEqual({ code: 0, output: `${seen}\n` })
})

it('takes what is set outside for more, also what is set to nothing', async () => {
  write('A_1=x\nA_2=y\n')
  expect(await read({ A_1: 'outer', A_2: '' })).toEqual({ code: 0, output: 'outer,\n' })
})

it.each([
  ['A_1: x', 1],
  ['A_1=x\nset A_2=y\n', 2],
  ['A_1=x\n\n"A_2"=y', 3],
  ['A-1=x', 1],
  ['hunter2', 1],
])('refuses %j in one line, which names the line and not what it says', async (text, line) => {
  write(text)
  expect(await read()).toEqual({ code: 1, output: `.env: line ${line} is not NAME=value.\n` })
})

it('refuses what is no file in one line', async () => {
  mkdirSync(join(folder, '.env'))
  onTestFinished(() => rmSync(join(folder, '.env'), { recursive: true }))
  expect(await read()).toEqual({ code: 1, output: '.env: cannot be read (EISDIR).\n' })
})
