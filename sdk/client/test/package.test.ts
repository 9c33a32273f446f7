/*
 * The package as it is published: what it contains, and what it imports.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PublishedPackage } from '../../../testkit/packages/published-package.ts'
import { createDeskClient, type DeskClientOptions } from '../src/index.ts'

const folder = join(import.meta.dirname, '..')
const published = new PublishedPackage(folder)
const { dist } = published

describe.skipIf(published.isSkipped)('the built client', () => {
  test('publint has nothing to say', async () => {
    expect(await published.faults()).toEqual([])
  })

  test('holds the build, the types of the router, a licence and a README, and no source', async () => {
    expect(await published.files()).toEqual({
      oddOfBuild: [],
      others: ['LICENSE', 'README.md', 'package.json', 'types/router.d.ts'],
    })
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
