import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const SRC = new URL('../', import.meta.url)
const mantine = new URL('../../../node_modules/@mantine/', import.meta.url)
const STYLES = new Map(
  readdirSync(new URL('core/styles/', mantine))
    .filter((file) => /^[\w-]+\.css$/.test(file))
    .map((file) => [
      file.slice(0, -'.css'.length),
      readFileSync(new URL(`core/styles/${file}`, mantine), 'utf8'),
    ]),
)
const styleOf = (name: string) => STYLES.get(name)!

/** The texts of the files that these reach by relative imports, by their addresses. */
function reach(starts: URL[]): Map<string, string> {
  const texts = new Map<string, string>()
  const todo = [...starts]
  for (let file = todo.pop(); file !== undefined; file = todo.pop()) {
    if (texts.has(file.href) || !existsSync(file)) continue
    const text = readFileSync(file, 'utf8')
    texts.set(file.href, text)
    for (const [, path] of text.matchAll(/(?:from ?|import\(|import )["'](\.[^"']+)["']/g)) {
      todo.push(new URL(path!, file))
    }
  }
  return texts
}

/** What files import from Mantine by name. */
function componentsIn(texts: Iterable<string>): string[] {
  return [...texts].flatMap((text) =>
    [...text.matchAll(/import \{([^}]*)\} from ["']@mantine\/core["']/g)].flatMap(([, names]) =>
      names!.split(',').map((name) => name.trim().split(' as ')[0]!),
    ),
  )
}

const code = new URL('core/esm/', mantine)
const files = readdirSync(code, { recursive: true, encoding: 'utf8' })
const classes = new Map<string, string[]>()

/** The class names of a component and of all that it is made of. */
function classesOf(component: string): string[] {
  const known = classes.get(component)
  if (known) return known
  const starts = files.filter((file) => file.endsWith(`/${component}.mjs`))
  const found = [...reach(starts.map((file) => new URL(file, code)))]
    .filter(([file]) => file.endsWith('.module.mjs'))
    .flatMap(([, text]) => text.match(/m_[0-9a-f]+/g) ?? [])
  classes.set(component, found)
  return found
}

/** The styles of Mantine that a text imports. */
function stylesIn(text: string): string[] {
  return Array.from(text.matchAll(/core\/styles\/([\w-]+)\.css/g), ([, name]) => name!)
}

const TOASTS = new URL('app/toasts.tsx', SRC)
const NOTIFICATIONS = new URL('notifications/esm/index.mjs', mantine)
/** The variables, and what has no component. */
const FOUNDATION = ['default-css-variables', 'baseline', 'global']

describe.each([
  { page: 'the dashboard', folder: 'app', starts: [new URL('main.tsx', SRC), NOTIFICATIONS] },
  { page: 'a sign-in', folder: 'sign-in', starts: [new URL('sign-in/main.tsx', SRC)] },
])('$page', ({ folder, starts }) => {
  const reached = [...reach(starts)]
  const first = stylesIn(readFileSync(new URL(`${folder}/styles.ts`, SRC), 'utf8'))

  test('has the styles of each Mantine component, at first or beside it', () => {
    const used = componentsIn(reached.map(([, text]) => text))
    expect(used).toEqual(expect.arrayContaining(['Button', 'TextInput', 'PasswordInput']))
    const missing = reached.flatMap(([file, text]) => {
      const beside = stylesIn(file.includes('/@mantine/') ? readFileSync(TOASTS, 'utf8') : text)
      const loaded = [...first, ...beside].map(styleOf).join('')
      const needed = componentsIn([text]).flatMap(classesOf)
      const lacks = (style: string) =>
        needed.some((name) => styleOf(style).includes(name) && !loaded.includes(name))
      return [...STYLES.keys()].filter(lacks).map((style) => `${file}: ${style}`)
    })
    expect(missing).toEqual([])
  })

  test('has at first no style that only a page has which comes later', () => {
    const needed = new Set(componentsIn(reached.map(([, text]) => text)).flatMap(classesOf))
    const others = reached.filter(([file]) => !file.endsWith('/styles.ts'))
    const beside = new Set(others.flatMap(([, text]) => stylesIn(text)))
    const isNeeded = (style: string) =>
      !beside.has(style) && [...needed].some((name) => styleOf(style).includes(name))
    expect(first.filter((style) => !FOUNDATION.includes(style) && !isNeeded(style))).toEqual([])
  })
})

test('nothing is in a colour that the build leaves out', () => {
  const config = readFileSync(new URL('../../vite.config.ts', SRC), 'utf8')
  const leftOut = /--mantine-color-\(\?:([a-z|]+)\)/.exec(config)![1]!
  const named = new RegExp(`['"](?:${leftOut})(?:\\.\\d)?['"]|--mantine-color-(?:${leftOut})-`)
  const ours = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:css|tsx?)$/.test(file) && !file.endsWith('.test.ts'))
    .map((file) => ({ file, text: readFileSync(new URL(file, SRC), 'utf8') }))
  const styles = [...new Set(ours.flatMap(({ text }) => stylesIn(text)))].filter(
    (name) => name !== FOUNDATION[0],
  )
  const all = [...ours, ...styles.map((name) => ({ file: name, text: styleOf(name) }))]
  expect(all.filter(({ text }) => named.test(text)).map(({ file }) => file)).toEqual([])
})
