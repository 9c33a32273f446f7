/*
 * The package as it is published: what it contains, and what it imports.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { describe, expect, test } from 'vitest'
import { runOrThrow } from '../../../testkit/processes/program.ts'
import { createDeskClient, type DeskClientOptions } from '../src/index.ts'

const folder = join(import.meta.dirname, '..')
const dist = join(folder, 'dist')
// In CI the tests are not skipped: a missing build makes them fail.
const skip = !existsSync(join(dist, 'index.js')) && process.env['CI'] !== 'true'

describe.skipIf(skip)('the built client', () => {
  test('publint has nothing to say', async () => {
    const { messages, pkg } = await publint({ pkgDir: folder, strict: true, pack: 'npm' })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  test('holds the build, the types of the router, a licence and a README, and no source', async () => {
    const args = ['--dry-run', '--json', '--ignore-scripts']
    const json = await runOrThrow('pack', { command: 'npm', args, cwd: folder })
    const [{ files }] = JSON.parse(json) as [{ files: { path: string }[] }]
    const paths = files.map(({ path }) => path)
    expect(paths.filter((path) => !path.startsWith('dist/')).toSorted()).toEqual([
      'LICENSE',
      'README.md',
      'package.json',
      'types/router.d.ts',
    ])
    expect(paths.filter((path) => path.startsWith('dist/') && !/\.(?:js|d\.ts)$/.test(path))).toEqual([])
  })

  test('imports its three dependencies and nothing else', () => {
    const imports = [...readdirSync(dist).map((file) => join(dist, file)), join(folder, 'types/router.d.ts')]
      .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?['"]([^'"]+)['"]/g)])
      .map(([, specifier = '']) => specifier)
      .filter((specifier) => !specifier.startsWith('.'))
    expect([...new Set(imports)].toSorted()).toEqual([
      '@trpc/client',
      '@trpc/server',
      '@trpc/server/observable',
      'eventsource',
    ])
  })
})

test.each([
  ['', 'https://desk.example.com', /^`token` is missing/],
  [undefined, 'https://desk.example.com', /^`token` is missing/],
  ['mok_0123456789abcdefghjkmnpqrstvwxyz', 'https://desk.example.com', /^`token` is missing or no access/],
  ['mot_0123456789abcdefghjkmnpqrstvwxyz', 'desk.example.com', /^`origin` is missing or no address/],
  ['mot_0123456789abcdefghjkmnpqrstvwxyz', 'localhost:3000', /^`origin` is missing or no address/],
  ['mot_0123456789abcdefghjkmnpqrstvwxyz', '', /^`origin` is missing/],
  ['mot_0123456789abcdefghjkmnpqrstvwxyz', undefined, /^`origin` is missing/],
])('a token or an origin that cannot be one is refused at once: %j, %j', (token, origin, sentence) => {
  const options = { origin, token } as DeskClientOptions
  expect(() => createDeskClient(options)).toThrow(TypeError)
  expect(() => createDeskClient(options)).toThrow(sentence)
})
