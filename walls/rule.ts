/*
 * The walls as a plugin of the linter (`jsPlugins` in .oxlintrc.json). `walls/imports` refuses what no row of the table
 * allows. `walls/circles` finds the circles that import/no-cycle does not see, because it does not follow `import()`.
 */
import {
  fromRoot,
  visitImports,
  type Context,
  type FoundImport,
  type Target,
  type Visitor,
} from './imports.ts'
import { expand, isFile, toPattern } from './names.ts'
import { TESTS, WALLS } from './table.ts'

/** A folder or a file that the table names, with the names of its row. */
interface Room {
  name: string
  /** Matches a file; the folder is its first group. */
  pattern: RegExp
  may: string[]
  except: string[]
  packages: string[]
  types: string[]
  lazy: string[]
  because: string
}

const TEST = /\.test\.ts$/
const ROOMS: Room[] = WALLS.flatMap(({ of, may, except, packages, types, lazy, because }) =>
  expand(of).map((name, index, all) => ({
    name,
    pattern: new RegExp(`^(${toPattern(name)})${isFile(name) ? '$' : '/'}`),
    may: [...expand(may), ...(of.includes('←') ? all.slice(0, index) : [])],
    except: expand(except),
    packages: expand(packages),
    types: expand(types),
    lazy: expand(lazy),
    because,
  })),
)

/** What each file imports, of the files that were visited. */
const imports = new Map<string, Set<string>>()

function refuseImports(context: Context): Visitor {
  const file = fromRoot(context.filename)
  const room = findRoom(file)
  if (!room) {
    const message = `${file} has no row in walls/table.ts: add one for its folder`
    return { Program: (node) => context.report({ node, message }) }
  }
  return visitImports(context, (found) => {
    const refusal = explainRefusal(room, found)
    if (refusal) context.report({ node: found.node, message: `${room.name} ${refusal}: ${room.because}` })
  })
}

function refuseCircles(context: Context): Visitor {
  const file = fromRoot(context.filename)
  const own = new Set<string>()
  imports.set(file, own)
  return visitImports(context, ({ node, target }) => {
    if (!target || 'package' in target) return
    own.add(target.path)
    const way = findWay(target.path, file)
    if (way) context.report({ node, message: `imports run in a circle: ${[file, ...way].join(' → ')}` })
  })
}

/** Returns the room that a file is in, or undefined if no row has it. */
function findRoom(file: string): Room | undefined {
  for (const room of ROOMS) {
    const folder = room.pattern.exec(file)?.[1]
    if (!folder) continue
    const found = isFile(room.name) ? room : { ...room, name: folder }
    const more = TEST.test(file) && TESTS.find(({ of }) => file.startsWith(`${of}/`))
    if (!more) return found
    const packages = [...room.packages, ...expand(more.packages)]
    return { ...found, may: [...room.may, ...expand(more.may)], packages, except: [] }
  }
  return undefined
}

/** Returns what is wrong with an import, or undefined if the room may import it. */
function explainRefusal(room: Room, { target, manner }: FoundImport): string | undefined {
  if (!target) return room.packages.includes('*') ? undefined : 'may not compute what it imports'
  const path = 'path' in target ? target.path : ''
  const other = path ? findRoom(path)?.name : undefined
  if (path && !other) return `may not import ${path}, which has no row in walls/table.ts`
  if (TEST.test(path)) return `may not import ${path}, a test`
  if (path && other === room.name) return undefined

  const isAmong = (names: string[]): boolean => names.some((name) => covers(name, target, other))
  if (manner === 'type' && isAmong(room.types)) return undefined
  if (manner === 'lazy' && isAmong(room.lazy)) return undefined
  const isLeftOut = room.except.some((kind) => path.endsWith(`.${kind}.ts`))
  if (isAmong(path ? room.may : room.packages)) return isLeftOut ? `may not import ${path}` : undefined
  const shown = 'package' in target ? target.package : other
  if (isAmong(room.lazy)) return `may load ${shown} by import() only`
  return isAmong(room.types) ? `may import ${path || shown} as types only` : `may not import ${shown}`
}

/** Says whether a name of the table stands for a target. `room` is the target's, if it is a file of ours. */
function covers(name: string, target: Target, room = ''): boolean {
  const matches = (text: string): boolean => new RegExp(`^${toPattern(name)}$`).test(text)
  if ('package' in target) return name === '*' ? /^[@\w][^:]*$/.test(target.package) : matches(target.package)
  return name === room || (!name.includes('*.') && matches(isFile(name) ? target.path : room))
}

/** Returns the files on a way from one file to another along imports, or undefined if there is none. */
function findWay(from: string, to: string, seen = new Set<string>()): string[] | undefined {
  if (from === to) return [to]
  if (seen.has(from)) return undefined
  seen.add(from)
  for (const next of imports.get(from) ?? []) {
    const way = findWay(next, to, seen)
    if (way) return [from, ...way]
  }
  return undefined
}

export default {
  meta: { name: 'walls' },
  rules: { imports: { create: refuseImports }, circles: { create: refuseCircles } },
}
