import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findSlowPatterns } from './find-patterns.ts'

const ROOT = join(import.meta.dirname, '..')
const FOLDERS = ['server', 'shared', 'sdk/typescript/src', 'sdk/client/src', 'client/src']

/** Patterns that are slow on long text, and why they get none. First try to mend: a test below shows how. */
const ALLOWED: { file: string; name: string; because: string }[] = [
  {
    file: 'server/cli/read-env-file.ts',
    name: '/["\'`].*$/',
    because: 'it reads lines of a file that the operator wrote, once',
  },
  {
    file: 'server/domain/fingerprint.ts',
    name: 'QUOTED',
    because: 'it gets the first 1,000 characters of a message, of which the worst take 4 ms',
  },
]

const found = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.ts$|\/test\//.test(file))
    .flatMap((file) =>
      findSlowPatterns(file, readFileSync(join(ROOT, file), 'utf8')).map((slow) => ({ file, ...slow })),
    ),
)
const isSame = (one: { file: string; name: string }) => (other: { file: string; name: string }) =>
  one.file === other.file && one.name === other.name

test('no regular expression takes quadratic time', () => {
  const slow = found.filter((each) => !ALLOWED.some(isSame(each)))
  expect(slow.map(({ file, code, repeated }) => `${file}: ${code} is slow on many ${repeated}`)).toEqual([])
})

test('each row of the table is needed', () => {
  expect(ALLOWED.filter((row) => !found.some(isSame(row)))).toEqual([])
})

describe('of a slow pattern and one that matches the same', () => {
  test.each([
    ['a run at the end', String.raw`/[_.@'-]+$/`, String.raw`/(?<![_.@'-])[_.@'-]+$/`],
    ['spaces before anything', '/^accept: *(.*)$/', '/^accept: *(?! )(.*)$/'],
    ['all to the end', '/^([a-z]*)(.*)$/s', '/^([a-z]*)(.*)/s'],
    ['a text of constants', 'RegExp(String.raw`${A}+$`)', 'RegExp(String.raw`(?<!${A})${A}+$`)'],
    ['the source of another', 'new RegExp(`${B.source}+$`)', 'new RegExp(`(?<!${B.source})${B.source}+$`)'],
  ])('the first is found: %s', (_, slow, linear) => {
    const lines = [
      "const A = '[ab]'",
      'const B = /[ab]/',
      `const SLOW = ${slow}`,
      `const view = <p>{${linear}}</p>`,
    ]
    expect(findSlowPatterns('planted.tsx', lines.join('\n'))).toEqual([
      { name: 'SLOW', code: slow, repeated: expect.any(String) },
    ])
  })
})
