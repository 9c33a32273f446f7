/*
 * The package as it is published: what it contains, how large it is, what it imports, and how many tokens its tools
 * take.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { build } from 'vite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { GENERATIONS, openShop } from '../../../testkit/mcp/shop.ts'
import { PublishedPackage } from '../../../testkit/packages/published-package.ts'
import { runOrThrow } from '../../../testkit/processes/program.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))
const published = new PublishedPackage(folder)
const { dist } = published

describe.skipIf(published.isSkipped)('the built package', () => {
  test('publint has nothing to say', async () => {
    expect(await published.faults()).toEqual([])
  })

  test('holds the build, its types, a licence, a README, and what a coding agent reads', async () => {
    expect(await published.files()).toEqual({
      oddOfBuild: ['dist/cjs/package.json'],
      others: ['LICENSE', 'README.md', 'install.md', 'llms.txt', 'package.json'],
    })
  })

  test('imports nothing but itself, Node only for *.localhost, and jose only for OAuth', () => {
    const imports = readdirSync(dist, { encoding: 'utf8', recursive: true })
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) => {
        const code = readFileSync(join(dist, file), 'utf8')
        const found = code.matchAll(
          /(?:^import\s[^;]*?from\s|^export\s[^;]*?from\s|\b(?:import|require)\()['"]([^'"]+)['"]/gm,
        )
        return Array.from(found, ([, specifier]) => [file, specifier] as const)
      })
      .filter(([, specifier]) => !specifier?.startsWith('.'))
    const expected = ['cjs', ''].flatMap((form) => [
      `${join(form, 'oauth', 'key-set.js')} jose`,
      `${join(form, 'oauth', 'verify-access-token.js')} jose`,
      `${join(form, 'platform', 'http-loopback.js')} node:http`,
      `${join(form, 'platform', 'http-loopback.js')} node:https`,
    ])
    expect(imports.map((one) => one.join(' ')).sort()).toEqual(expected)
  })

  test('nothing of the main entry leads to OAuth', () => {
    const files = readdirSync(dist, { encoding: 'utf8', recursive: true }).filter(
      (file) => file.endsWith('.js') && !/(?:^|\/)oauth\//.test(file),
    )
    const reach = files.filter((file) => readFileSync(join(dist, file), 'utf8').includes('./oauth/'))
    expect(files.length).toBeGreaterThan(10)
    expect(reach).toEqual([])
  })

  test('is at most 32 KB, minified and gzipped', async () => {
    const out = mkdtempSync(join(tmpdir(), 'mcp-obs-size-'))
    await build({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      build: {
        outDir: out,
        target: 'es2022',
        minify: true,
        lib: { entry: join(dist, 'index.js'), formats: ['es'] },
        // Without this, Vite leaves the white space and the comments of an ES library as they are.
        rolldownOptions: { external: /^node:/, output: { minify: true } },
      },
    })
    const bytes = readdirSync(out).map((file) => gzipSync(readFileSync(join(out, file))).length)
    rmSync(out, { recursive: true })
    const total = bytes.reduce((sum, size) => sum + size, 0)
    expect(total).toBeGreaterThan(5_000)
    expect(total).toBeLessThanOrEqual(32_000)
  })

  test('loads in a moment: one import, no work', async () => {
    const code = `const from = performance.now(); await import(${JSON.stringify(join(dist, 'index.js'))}); console.log(performance.now() - from, process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap').length)`
    const numbers = await runOrThrow('--input-type=module', { args: ['-e', code] })
    const [ms, held] = numbers.split(' ').map(Number)
    expect(ms).toBeLessThan(1_000)
    expect(held).toBe(0)
  })
})

test('what a coding agent reads is short, and links only to what is in the package', async () => {
  const [install = '', llms = ''] = ['install.md', 'llms.txt'].map((file) =>
    readFileSync(join(folder, file), 'utf8'),
  )
  expect(encode(install).length).toBeLessThanOrEqual(900)
  expect(encode(llms).length).toBeLessThanOrEqual(400)
  const links = Array.from(llms.matchAll(/\]\(([^)]+)\)/g), ([, target = '']) => target)
  expect(links.length).toBeGreaterThan(2)
  expect(links.filter((target) => !existsSync(join(folder, target)))).toEqual([])
  expect(install + llms).not.toMatch(/mok_/)
})

describe.each(GENERATIONS)('what the tools cost a model on $name', (generation) => {
  let platform: FakePlatform
  beforeEach(async () => {
    platform = await FakePlatform.start()
  })
  afterEach(() => platform.stop())

  test('the support tool at most 400 tokens as emitted, the status tool at most 200', async () => {
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    const tokens = (await caller.listTools())
      .filter(({ name }) => name.startsWith('get_support'))
      .map((entry): [string, number] => [entry.name, encode(JSON.stringify(entry)).length])
    expect(tokens.map(([name]) => name)).toEqual(['get_support_tool', 'get_support_status'])
    expect(tokens[0]?.[1]).toBeLessThanOrEqual(400)
    expect(tokens[1]?.[1]).toBeLessThanOrEqual(200)
  })
})
