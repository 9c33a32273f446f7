import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { matchesGlob } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runSnippet } from '#testkit/processes/run-snippet.ts'

const DOCS = [
  'README.md',
  'CONTRIBUTING.md',
  'ARCHITECTURE.md',
  'docs/operating.md',
  'docs/agents.md',
  'docs/dependencies.md',
  'docs/faults.md',
  'docs/oauth.md',
  'docs/performance.md',
  'docs/privacy.md',
  'docs/scale.md',
  'CHANGELOG.md',
  'sdk/typescript/README.md',
  'sdk/typescript/install.md',
  'sdk/client/README.md',
  'sdk/python/README.md',
  'sdk/contract/README.md',
  'sdk/contract/behaviours.md',
  'sdk/contract/wire.md',
  ...readdirSync('docs/decisions').map((name) => `docs/decisions/${name}`),
]
const UNUSED_DSN = 'http://mok_0123456789abcdefghjkmnpqrstvwxyz@127.0.0.1:9'

interface Snippet {
  file: string
  language: string
  code: string
}

const snippets = DOCS.flatMap(readSnippets)
const scripts = (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> })
  .scripts

/** Documentation that no longer runs is worse than none. */
describe('the documentation', () => {
  const code = snippets.filter(({ language }) => language === 'ts')

  test('has snippets to check', () => {
    expect(code.length).toBeGreaterThanOrEqual(3)
  })

  test.each(code.map((snippet, index) => [snippet.file, index + 1, snippet] as const))(
    '%s: snippet %i runs as it stands',
    async (_file, index, snippet) => {
      // A server with a sign-in is down without a DSN, and says so. Nobody listens at this one.
      const dsn = snippet.code.includes('protectResource') ? UNUSED_DSN : undefined
      const { code: exitCode, output } = await runSnippet(`snippet-${index}`, snippet.code, {
        MCP_OBS_DSN: dsn,
      })
      expect(output).toBe('')
      expect(exitCode).toBe(0)
    },
  )

  test('names only npm scripts that exist', () => {
    const text = DOCS.map((file) => readFileSync(file, 'utf8')).join('\n')
    const named = [...text.matchAll(/npm run ([a-z][a-z:-]*)/g)].map(([, name = '']) => name)
    expect(named.length).toBeGreaterThan(5)
    expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([])
  })

  test('names only benches that exist, and has the command of each figure', () => {
    const performance = readFileSync('docs/performance.md', 'utf8')
    const text = [performance, ...DOCS.map((file) => readFileSync(file, 'utf8'))].join('\n')
    const named = [...text.matchAll(/npm run bench -- ([a-z][a-z-]*)/g)].map(([, name = '']) => name)
    const rows = performance
      .split('\n')
      .filter((line) => line.startsWith('| ') && !/^\| (?:What|---) /.test(line))
    expect(rows.length).toBeGreaterThan(10)
    const benches = rows.map((row) => /`([a-z-]+)` \|$/.exec(row)?.[1] ?? row)
    const names = new Set([...named, ...benches].filter((name) => name !== 'all' && name !== 'write'))
    expect([...names].filter((name) => !existsSync(`bench/${name}.ts`))).toEqual([])
  })

  test.each(DOCS)('%s links only to what is there', (file) => {
    const folder = file.replace(/[^/]*$/, '')
    const links = [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:)([^)#[]+)\)/g)]
    expect(
      links.map(([, target = '']) => `${folder}${target}`).filter((target) => !existsSync(target)),
    ).toEqual([])
  })
})

test.each(DOCS)('%s links only to headings that are there', (file) => {
  const folder = file.replace(/[^/]*$/, '')
  const links = [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:)([^)#[]*)#([^)]+)\)/g)]
  const missing = links.filter(([, target, anchor = '']) => {
    const path = target ? `${folder}${target}` : file
    return !existsSync(path) || !readAnchors(path).includes(anchor)
  })
  expect(missing.map(([link]) => link)).toEqual([])
})

/** What GitHub makes of the headings of a document. */
function readAnchors(path: string): string[] {
  const text = readFileSync(path, 'utf8').replaceAll(/^```.*?^```/gms, '')
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}

test('docs/dependencies.md has a line of each package', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, object>
  const packages = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
    Object.keys(manifest[kind]!),
  )
  const cells = readFileSync('docs/dependencies.md', 'utf8').matchAll(/^\| ([^|]+) \|/gm)
  const listed = [...cells].flatMap(([, cell = '']) => readNames(cell))
  expect(packages.filter((name) => !listed.some((pattern) => matchesGlob(name, pattern)))).toEqual([])
})

/** @returns the names of a list in which `@scope/one, other` stands for two packages, or for one and `other` */
function readNames(cell: string): string[] {
  let scope = ''
  return cell.split(/[,;] /).flatMap((name) => {
    scope = /^@.+\//.exec(name)?.[0] ?? scope
    return name.startsWith('@') ? [name] : [name, `${scope}${name}`]
  })
}

/** The lines of the plan that the product comes from, by the number of the last in each chapter. */
const LAST_LINES = [7, 7, 6, 9, 4, 4]

describe('docs/decisions/010-from-plan-to-product.md', () => {
  const rows = readFileSync('docs/decisions/010-from-plan-to-product.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| Line '))
    .map((line) => line.slice(1, -1).split('|'))

  test('has each line of the plan once, and no empty cell', () => {
    const lines = LAST_LINES.flatMap((last, chapter) =>
      Array.from({ length: last }, (_, index) => `R${chapter + 1}.${index + 1}`),
    )
    const ids = rows.map(([id = '']) => id.trim()).filter((id) => /^R\d/.test(id))
    expect(ids.toSorted()).toEqual(lines)
    expect(rows.filter((cells) => cells.length !== 4 || cells.some((cell) => cell.trim() === ''))).toEqual([])
  })

  test.each(rows.map((cells) => [cells[0]!.trim(), cells.slice(2).join(' ')] as const))(
    '%s names files and tests that are there',
    (_id, text) => {
      const missing: string[] = []
      let file = ''
      for (const [, path, title] of text.matchAll(/`([\w./-]+\.\w+)`|“([^”]+)”/g)) {
        if (path !== undefined) file = path
        const isThere =
          existsSync(file) && (title === undefined || readFileSync(file, 'utf8').includes(title))
        if (!isThere) missing.push(title === undefined ? file : `${file}: ${title}`)
      }
      expect(missing).toEqual([])
    },
  )
})

/** Without recipes of frameworks, which `npm run sdk:frameworks` installs and runs. */
function readSnippets(file: string): Snippet[] {
  const blocks = readFileSync(file, 'utf8').matchAll(
    /(^<!-- recipe: .+ -->\n\n)?^```(\w*)\n([\s\S]*?)^```$/gm,
  )
  return [...blocks]
    .filter(([, recipe]) => recipe === undefined)
    .map(([, , language = '', code = '']) => ({ file, language, code }))
}
