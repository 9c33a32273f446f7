import { existsSync, globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { BENCHES } from './benches.ts'

test('each bench is a file, and each file that one starts is there', () => {
  const named = globSync('**/*.ts', { cwd: import.meta.dirname }).flatMap((file) => {
    const address = new URL(file, import.meta.url)
    const text = readFileSync(address, 'utf8')
    return Array.from(text.matchAll(/new URL\('([^']+)', import\.meta\.url\)/g), ([, path = '']) => ({
      file,
      path,
      address: new URL(path, address),
    }))
  })
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter(({ address }) => !existsSync(address))).toEqual([])
  const files = BENCHES.map((bench) => new URL(`${bench}.ts`, import.meta.url))
  expect(files.filter((file) => !existsSync(file))).toEqual([])
})
