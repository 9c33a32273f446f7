import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { expand, isFile, toPattern } from './names.ts'
import { ALLOWED, AROUND_TENANTS, CIRCLES, SPELLINGS, VIOLATIONS, type Plant } from './planted.ts'
import { SERVER, TESTS, WALLS } from './table.ts'

const ROOT = join(import.meta.dirname, '..')
const ROWS = [...WALLS, ...TESTS]
const NAMES = WALLS.flatMap(({ of }) => expand(of))

type Files = Record<string, string>

interface Finding {
  code: string
  filename: string
  message: string
  labels: { span: { line: number } }[]
}

/** Runs the real linter with its real configuration over files in an otherwise empty copy of the repository. */
function lint(files: Files): Finding[] {
  const copy = mkdtempSync(join(tmpdir(), 'walls-'))
  try {
    for (const name of ['.oxlintrc.json', 'package.json', 'walls']) {
      cpSync(join(ROOT, name), join(copy, name), { recursive: true })
    }
    for (const [file, source] of Object.entries(files)) {
      mkdirSync(join(copy, dirname(file)), { recursive: true })
      writeFileSync(join(copy, file), source)
    }
    const bin = join(ROOT, 'node_modules/.bin')
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
    const ran = spawnSync(process.execPath, [join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--format=json'], {
      cwd: copy,
      encoding: 'utf8',
      env,
    })
    if (!ran.stdout.startsWith('{')) throw new Error(ran.stdout + ran.stderr)
    return (JSON.parse(ran.stdout) as { diagnostics: Finding[] }).diagnostics
  } finally {
    rmSync(copy, { recursive: true })
  }
}

/** Where each plant goes. Its source is on line 2. */
const place = (plants: Plant[]): (Plant & { file: string })[] =>
  plants.map((plant, index) => ({
    ...plant,
    file: isFile(plant.at) ? plant.at : `${plant.at}/planted-${index}.ts`,
  }))

const toFiles = (plants: (Plant & { file: string })[]): Files =>
  Object.fromEntries(plants.map(({ file, source }) => [file, `// Planted:\n${source}\nexport {}\n`]))

describe('lint refuses', () => {
  const violations = place([...VIOLATIONS, ...SPELLINGS])
  const aroundTenants = place(AROUND_TENANTS)
  const circles = CIRCLES.map(({ files }) => files)
  const findings = lint(Object.assign({}, toFiles(violations), toFiles(aroundTenants), ...circles))

  test.each(violations)('$at: $source', ({ at, file, says }) => {
    const found = findings.filter(({ code, filename }) => code === 'walls(imports)' && filename === file)
    expect(found).toEqual([expect.objectContaining({ message: expect.stringContaining(` ${says}: `) })])
    expect(found[0]?.labels[0]?.span.line).toBe(2)
    expect(found[0]?.message).toContain(at.replace(/\/[^/]*\.(?:test\.ts|tsx)$/, ''))
  })

  test('the sentence names the folder, the import and the reason', () => {
    expect(findings.map(({ message }) => message)).toContain(
      'server/rest may not import server/trpc: transports call use-cases of the domain, and do not import each other',
    )
  })

  test.each(aroundTenants)('$at: $source', ({ file, says }) => {
    const found = findings.filter(({ code, filename }) => filename === file && code.includes('restricted'))
    expect(found).toEqual([expect.objectContaining({ message: says })])
  })

  test.each(CIRCLES)('circles $name', ({ files, rules }) => {
    const found = findings.filter(({ filename }) => filename in files).map(({ code }) => code)
    expect(found).toEqual(expect.arrayContaining(rules))
  })
})

test('nothing goes around the walls: no symlink, and no comment that switches them off', () => {
  const list = (...args: string[]): string => spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' }).stdout
  expect(list('ls-files', '--stage').match(/^120000 .*/gm)).toBeNull()
  const comments = list('grep', '-hE', '(ox|es)lint-disable', '--', ':!walls')
  expect(comments).toContain('oxlint-disable')
  const tooMuch =
    /(?:ox|es)lint-disable(?:-next-line|-line)?(?:(?!--).)*(?:walls|no-cycle|no-restricted-properties)|(?:ox|es)lint-disable\S*\s*(?:$|\*|--)/gm
  expect(comments.match(tooMuch)).toBeNull()
})

test('lint is silent about what the table allows', () => {
  const findings = lint(toFiles(place(ALLOWED)))
  expect(findings.filter(({ code }) => code.startsWith('walls') || code === 'import(no-cycle)')).toEqual([])
})

describe('the table', () => {
  test('each row has a violation', () => {
    const planted = place(VIOLATIONS).map(({ file }) => file.replace(/\.tsx$/, '.ts'))
    const untried = NAMES.filter((name) => {
      const pattern = new RegExp(`^${toPattern(name)}${isFile(name) ? '$' : '/'}`)
      return !planted.some((file) => pattern.test(file))
    })
    expect(untried).toEqual([])
  })

  test('what a row allows has a row', () => {
    const hasRow = (name: string): boolean =>
      NAMES.some((own) => `${name}/`.startsWith(`${own}/`) || new RegExp(`^${toPattern(name)}$`).test(own))
    expect(ROWS.flatMap(({ may }) => expand(may)).filter((name) => !hasRow(name))).toEqual([])
  })

  test('each package is a dependency or a module of Node', () => {
    const manifests = ['package.json', 'sdk/typescript/package.json', 'sdk/client/package.json'].map((file) =>
      JSON.parse(read(file)),
    )
    const installed = manifests.flatMap(({ name, dependencies, devDependencies }) => [
      name,
      ...Object.keys({ ...dependencies, ...devDependencies }),
    ])
    const isKnown = (name: string): boolean =>
      isBuiltin(name) || installed.some((each) => new RegExp(`^${toPattern(name)}$`).test(each))
    const named = ROWS.flatMap(({ packages = '' }) => expand(packages))
    expect(named.filter((name) => !/^(?:node:)?\*$/.test(name) && !isKnown(name))).toEqual([])
  })

  // After a change of the table, `npm exec -- vitest run --project walls -u` writes it there.
  test('ARCHITECTURE.md shows it', async () => {
    const section = /(\n## Who may import whom\n[^|]*\n)(?:\|.*\n)+/
    const expected = read('ARCHITECTURE.md').replace(section, `$1${render()}\n`)
    expect(expected).toContain(render())
    await expect(expected).toMatchFileSnapshot(join(ROOT, 'ARCHITECTURE.md'))
  })
})

/** Returns the table as Markdown, without the packages, which are long and stand in the table itself. */
function render(): string {
  const short = (text: string): string =>
    text
      .replaceAll(SERVER, 'server')
      .replaceAll('server/domain/{*.ts, *}', 'server/domain')
      .replaceAll('sdk/typescript/src/wire', '#sdk/wire')
      .replaceAll('shared #sdk/wire', 'shared+wire')
      .replaceAll('sdk/typescript', 'sdk/ts')
  const code = (text: string): string => text && `\`${short(text)}\``
  const rows = WALLS.map(({ of, may, except = '', types = '' }) => {
    const kinds = expand(except).map((kind) => `*.${kind}.ts`)
    const typesOfOurs = /^(?:client|server)\//.test(types)
    const parts = [
      code(may),
      kinds.length > 0 && `no ${code(kinds.join(' '))}`,
      typesOfOurs && `types of ${code(types)}`,
    ]
    return [code(of), parts.filter(Boolean).join('; ') || '–']
  })
  const tests = TESTS.filter(({ may }) => may).map(({ of, may }) => [`tests in \`${of}\`, also`, code(may)])
  const together = Map.groupBy([...rows, ...tests], ([, imports]) => imports)
  const grouped = [...together].map(([imports, each]) => [each.map(([of]) => of).join(' '), imports])
  const head = [
    ['Files in', 'import'],
    ['---', '---'],
  ]
  return [...head, ...grouped].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}
