import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const SRC = new URL('../', import.meta.url)
const mantine = new URL('../../../node_modules/@mantine/', import.meta.url)
const styleOf = (name: string) => readFileSync(new URL(`core/styles/${name}.css`, mantine), 'utf8')

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

/** The class names of components and of all that they are made of. */
function classesOf(components: string[]): string[] {
  const code = new URL('core/esm/', mantine)
  const files = readdirSync(code, { recursive: true, encoding: 'utf8' })
  const starts = files.filter((file) => components.some((name) => file.endsWith(`/${name}.mjs`)))
  return [...reach(starts.map((file) => new URL(file, code)))]
    .filter(([file]) => file.endsWith('.module.mjs'))
    .flatMap(([, text]) => text.match(/m_[0-9a-f]+/g) ?? [])
}

test.each([
  {
    page: 'the dashboard',
    folder: 'app',
    starts: [new URL('main.tsx', SRC), new URL('notifications/esm/index.mjs', mantine)],
  },
  { page: 'a sign-in', folder: 'sign-in', starts: [new URL('sign-in/main.tsx', SRC)] },
])('$page has the styles of each Mantine component that it uses', ({ folder, starts }) => {
  const used = componentsIn(reach(starts).values())
  expect(used).toEqual(expect.arrayContaining(['Button', 'TextInput', 'PasswordInput']))
  const classes = classesOf(used)
  const list = readFileSync(new URL(`${folder}/styles.ts`, SRC), 'utf8')
  const loaded = [...list.matchAll(/core\/styles\/(\w+)\.css/g)].map(([, name]) => styleOf(name!)).join('')
  const missing = readdirSync(new URL('core/styles/', mantine))
    .filter((style) => /^\w+\.css$/.test(style))
    .filter((style) => {
      const text = styleOf(style.slice(0, -'.css'.length))
      return classes.some((name) => text.includes(name) && !loaded.includes(name))
    })
  expect(missing).toEqual([])
})
