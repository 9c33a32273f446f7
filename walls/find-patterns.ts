/*
 * Finds the regular expressions of a file that can take more than linear time on hostile text. Node matches on the thread
 * that serves all requests, so that one of them stops the whole server.
 */
import { analyse } from 'scslre'
import { parseSync, Visitor, type ESTree } from 'vite'

export interface SlowPattern {
  /** The constant that it is the value of, or its code where it has no name. */
  name: string
  /** As it stands in the file. */
  code: string
  /** Matches what takes long when there are many of it in a row. */
  repeated: string
}

/**
 * Returns the slow ones among literals, and among `new RegExp` of texts and of constants of the same file. What is imported
 * or computed is not looked at. The rules of redaction are computed: `npm run bench -- redaction` has hostile texts for them.
 */
export function findSlowPatterns(file: string, source: string): SlowPattern[] {
  const { program, errors } = parseSync(file, source)
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`)
  const constants = new Map<string, ESTree.Node>()
  const names = new Map<ESTree.Node, string>()
  const literals: ESTree.RegExpLiteral[] = []
  const calls: (ESTree.NewExpression | ESTree.CallExpression)[] = []
  new Visitor({
    VariableDeclarator({ id, init }) {
      if (id.type !== 'Identifier' || !init) return
      constants.set(id.name, init)
      names.set(init, id.name)
    },
    Literal(node) {
      if ('regex' in node) literals.push(node)
    },
    NewExpression: (node) => void calls.push(node),
    CallExpression: (node) => void calls.push(node),
  }).visit(program)

  const built = calls
    .filter(({ callee }) => callee.type === 'Identifier' && callee.name === 'RegExp')
    .map((node) => {
      const [pattern, flags = ''] = node.arguments.map((each) => textOf(each, constants))
      return { node, pattern, flags }
    })
  const patterns = [...literals.map((node) => ({ node, ...node.regex })), ...built]
  return patterns.flatMap(({ node, pattern, flags }) => {
    if (pattern === undefined) return []
    const [report] = analyse({ source: pattern, flags }).reports
    const code = source.slice(node.start, node.end)
    return report ? [{ name: names.get(node) ?? code, code, repeated: report.character.literal.source }] : []
  })
}

/** Returns the text that an expression stands for, or undefined where that does not follow from the file. */
function textOf(node: ESTree.Node, constants: ReadonlyMap<string, ESTree.Node>): string | undefined {
  if (node.type === 'Literal') return 'regex' in node ? node.regex.pattern : String(node.value)
  if (node.type === 'Identifier') {
    const value = constants.get(node.name)
    return value && textOf(value, constants)
  }
  if (node.type === 'MemberExpression') {
    return node.property.type === 'Identifier' && node.property.name === 'source'
      ? textOf(node.object, constants)
      : undefined
  }
  const isRaw = node.type === 'TaggedTemplateExpression'
  if (!isRaw && node.type !== 'TemplateLiteral') return undefined
  const { quasis, expressions } = isRaw ? node.quasi : node
  const values = expressions.map((each) => textOf(each, constants))
  if (values.includes(undefined)) return undefined
  return quasis.map(({ value }, at) => (isRaw ? value.raw : value.cooked) + (values[at] ?? '')).join('')
}
