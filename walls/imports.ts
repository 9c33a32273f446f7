/*
 * Finds everything in a file that loads another module, and says which module it is.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { posix, relative, resolve, sep } from 'node:path'

/** A node of the syntax tree (ESTree, with TypeScript's own nodes), as far as it is read here. */
interface Node {
  type: string
  [field: string]: unknown
}

/** What the linter hands to a rule. */
export interface Context {
  filename: string
  sourceCode: { getText: (node: Node) => string }
  report: (problem: { node: Node; message: string }) => void
}

export type Visitor = Record<string, (node: Node) => void>

/** A file of this repository, from its root, or a package (`zod`, `node:fs`). */
export type Target = { path: string } | { package: string }

export interface FoundImport {
  node: Node
  /** Undefined where the specifier is computed. */
  target: Target | undefined
  /** `lazy` is `import()`, and what else runs when it is reached. */
  manner: 'value' | 'type' | 'lazy'
}

const ROOT = resolve(import.meta.dirname, '..')
const ALIASES = Object.entries<string>(JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')).imports)

/** Calls whose first argument is a specifier. */
const LOADER = new RegExp(
  `^(?:${[
    String.raw`require(?:\.resolve)?`,
    String.raw`createRequire\(.*\)`,
    String.raw`import\.meta\.(?:resolve|glob)`,
    String.raw`(?:globalThis\.)?process\.getBuiltinModule`,
    String.raw`(?:vi|vitest)\.(?:mock|doMock|unmock|doUnmock|importActual|importMock)`,
  ].join('|')})$`,
)

/** Returns a file's path from the root of the repository, with `/` between names and TypeScript's ending. */
export function fromRoot(file: string): string {
  return asSource(relative(ROOT, file).split(sep).join('/'))
}

/**
 * Returns a visitor that calls `found` for each import of a file: static, re-exporting, `import()`, `require`, types, mocks of
 * modules, and addresses of code (`new URL('./worker.ts', import.meta.url)`).
 */
export function visitImports(context: Context, found: (found: FoundImport) => void): Visitor {
  const file = fromRoot(context.filename)
  const add = (node: Node, manner: FoundImport['manner'], specifier = textOf(node)): void =>
    found({ node, manner, target: specifier === undefined ? undefined : resolveSpecifier(file, specifier) })
  const declared = ({ source, importKind, exportKind }: Node): void => {
    if (source) add(source as Node, (importKind ?? exportKind) === 'type' ? 'type' : 'value')
  }

  return {
    ImportDeclaration: declared,
    ExportNamedDeclaration: declared,
    ExportAllDeclaration: declared,
    ImportExpression: ({ source }) => add(source as Node, 'lazy'),
    TSImportType: ({ source }) => add(source as Node, 'type'),
    TSExternalModuleReference: ({ expression }) => add(expression as Node, 'value'),
    TSModuleDeclaration({ id }) {
      if (textOf(id as Node) !== undefined) add(id as Node, 'type')
    },
    CallExpression(node) {
      const [first] = node.arguments as Node[]
      const callee = context.sourceCode.getText(node.callee as Node).replaceAll(/[\s?]/g, '')
      if (!first || !LOADER.test(callee)) return
      // A mock may name its module by import(), which is found by itself.
      if (textOf(first) !== undefined || !callee.startsWith('vi')) add(first, 'lazy')
    },
    NewExpression(node) {
      const [first, base] = node.arguments as Node[]
      if (!first || !base || context.sourceCode.getText(base) !== 'import.meta.url') return
      if (/\.[cm]?[jt]sx?$/.test(textOf(first) ?? '')) add(first, 'lazy', `./${textOf(first)}`)
    },
  }
}

/**
 * Returns the module that a specifier means. What stands for TypeScript (`.js`, `.tsx`, no ending) becomes `.ts`. The file
 * need not exist: that is a matter for the compiler.
 */
function resolveSpecifier(file: string, specifier: string): Target {
  const name = specifier.replace(/\?.*$/, '')
  for (const [alias, folder] of ALIASES) {
    const prefix = alias.replace('*', '')
    if (name.startsWith(prefix)) return { path: asSource(folder.replace('*', name.slice(prefix.length))) }
  }
  if (/^\.\.?(?:\/|$)/.test(name)) return { path: asSource(posix.join(posix.dirname(file), name)) }
  if (name.startsWith('/')) return { path: fromRoot(name) }
  if (isBuiltin(name)) return { package: `node:${name.replace(/^node:/, '').split('/')[0]}` }
  return { package: name.split('/', name.startsWith('@') ? 2 : 1).join('/') }
}

function asSource(path: string): string {
  const clean = posix.normalize(path).replace(/\/$/, '')
  if (/\.(?:css|html|json|md|svg)$/.test(clean)) return clean
  const absolute = resolve(ROOT, clean)
  if (existsSync(absolute) && statSync(absolute).isDirectory()) return `${clean}/index.ts`
  return `${clean.replace(/\.[cm]?[jt]sx?$/, '')}.ts`
}

/** Returns the text of a string literal, or of a template without expressions. */
function textOf(node: Node): string | undefined {
  if (typeof node.value === 'string') return node.value
  if (node.type !== 'TemplateLiteral' || (node.expressions as Node[]).length > 0) return undefined
  const [quasi] = node.quasis as { value: { cooked: string } }[]
  return quasi?.value.cooked
}
