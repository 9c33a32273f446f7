/*
 * Writes the types of the platform's router as one file that needs nothing of the server: `types/router.d.ts`.
 * TypeScript's own checker says what goes into each procedure and what comes out.
 */
import { join, relative } from 'node:path'
import {
  API,
  type Checker,
  SignatureKind,
  type Symbol as TypeSymbol,
  SymbolFlags,
  type Type,
  TypeFlags,
} from 'typescript/unstable/sync'

const REPOSITORY = join(import.meta.dirname, '../../..')
const ROUTER = join(REPOSITORY, 'server/trpc/router.ts')
/** Where the types that procedures take and return are declared. They keep their names. */
const NAMED = /^(?:shared|sdk\/typescript\/src\/wire)\//

const HEAD = `// Written by test/types.test.ts from the platform's router. Do not edit.
import type { TRPCBuiltRouter, TRPCMutationProcedure, TRPCQueryProcedure, TRPCSubscriptionProcedure } from '@trpc/server'
`
const PROCEDURES = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const

/** @returns the text of `types/router.d.ts` for the router as it is now */
export function describeRouter(): string {
  const api = new API({ cwd: REPOSITORY })
  try {
    const snapshot = api.updateSnapshot({ openProjects: [join(REPOSITORY, 'server/tsconfig.json')] })
    const [project] = snapshot.getProjects()
    const file = project!.program.getSourceFile(ROUTER)!
    const { checker } = project!
    const exports = checker.getExportsOfModule(checker.getSymbolAtLocation(file)!)
    const router = exports.find(({ name }) => name === 'appRouter')!
    return new Description(checker).of(checker.getTypeOfSymbol(router)!)
  } finally {
    api.close()
  }
}

class Description {
  readonly #checker: Checker
  readonly #named = new Map<string, { symbol: TypeSymbol; type: Type }>()

  constructor(checker: Checker) {
    this.#checker = checker
  }

  of(router: Type): string {
    const procedures = this.#routes(this.#path(router, '_def', 'record'), '  ')
    const shape = this.#print(this.#path(router, '_def', '_config', '$types', 'errorShape'), '')
    let named = ''
    // A map goes on to what is added while it is read: declaring one type can name others.
    for (const [name, { symbol, type }] of this.#named) {
      named += `\n${this.#comment(symbol, '')}${this.#declare(name, type)}`
    }
    return `${HEAD}
interface Root {
  ctx: object
  meta: object
  errorShape: DeskErrorShape
  transformer: false
}
type Query<Input, Output> = TRPCQueryProcedure<{ input: Input; output: Output; meta: object }>
type Mutation<Input, Output> = TRPCMutationProcedure<{ input: Input; output: Output; meta: object }>
type Subscription<Input, Output> = TRPCSubscriptionProcedure<{ input: Input; output: AsyncIterable<Output>; meta: object }>

/** What an error carries over the wire. */
export type DeskErrorShape = ${shape}

/** Every procedure of the platform. Access tokens may call those that their scopes allow. */
export type AppRouter = TRPCBuiltRouter<Root, Procedures>

type Procedures = ${procedures}
${named}`
  }

  #routes(record: Type, indent: string): string {
    const lines = this.#checker.getPropertiesOfType(record).map((symbol) => {
      const type = this.#checker.getTypeOfSymbol(symbol)!
      const definition = this.#property(type, '_def')
      const types = definition && this.#property(definition, '$types')
      if (!types) return `${indent}${symbol.name}: ${this.#routes(type, `${indent}  `)}`
      const kind = this.#checker.typeToString(this.#path(definition, 'type')).slice(1, -1)
      const input = this.#print(this.#path(types, 'input'), indent)
      const output = this.#path(types, 'output')
      const result = kind === 'subscription' ? this.#yielded(output) : output
      const name = PROCEDURES[kind as keyof typeof PROCEDURES]
      return `${indent}${symbol.name}: ${name}<${input}, ${this.#print(result, indent)}>`
    })
    return `{\n${lines.join('\n')}\n${indent.slice(2)}}`
  }

  /** What an `AsyncIterable` gives. */
  #yielded(type: Type): Type {
    if (!type.isTypeReference()) throw new Error('A subscription returns no AsyncIterable')
    return this.#checker.getTypeArguments(type)[0]!
  }

  #declare(name: string, type: Type): string {
    const body = this.#body(type, '')
    return body.startsWith('{') && !type.isUnionType()
      ? `export interface ${name} ${body}\n`
      : `export type ${name} = ${body}\n`
  }

  /** A type by its name, if it has one of ours, and else by what it consists of. */
  #print(type: Type, indent: string): string {
    const alias = type.getAliasTypeArguments().length === 0 ? type.getAliasSymbol() : undefined
    const symbol = alias ?? (type.isClassOrInterface() ? type.getSymbol() : undefined)
    const isOurs = symbol?.declarations.some(({ path }) =>
      NAMED.test(relative(REPOSITORY.toLowerCase(), path.toLowerCase())),
    )
    if (!symbol || !isOurs) return this.#body(type, indent)
    this.#named.set(symbol.name, { symbol, type })
    return symbol.name
  }

  #body(type: Type, indent: string): string {
    if (type.flags & TypeFlags.Boolean) return 'boolean'
    if (type.isUnionType()) return this.#union(type.getTypes(), indent)
    if (this.#checker.isArrayType(type)) {
      const element = this.#print(this.#checker.getTypeArguments(type as never)[0]!, indent)
      return /[ |]/.test(element) && !element.startsWith('{') ? `(${element})[]` : `${element}[]`
    }
    if (!type.isObjectType()) return this.#checker.typeToString(type)
    if (this.#checker.getSignaturesOfType(type, SignatureKind.Call).length > 0)
      throw new Error(`Not data: ${this.#checker.typeToString(type)}`)
    return this.#members(type, indent)
  }

  #union(types: readonly Type[], indent: string): string {
    const printed = types.map((each) => this.#print(each, indent))
    const isBoolean = printed.includes('true') && printed.includes('false')
    const parts = printed.map((each) => (isBoolean && /^(?:true|false)$/.test(each) ? 'boolean' : each))
    return [...new Set(parts)].join(' | ')
  }

  #members(type: Type, indent: string): string {
    const inner = `${indent}  `
    const index = this.#checker
      .getIndexInfosOfType(type)
      .map(
        ({ keyType, valueType }) =>
          `${inner}[key: ${this.#print(keyType, inner)}]: ${this.#print(valueType, inner)}`,
      )
    const members = this.#checker.getPropertiesOfType(type).map((symbol) => {
      const isOptional = Boolean(symbol.flags & SymbolFlags.Optional)
      const member = this.#checker.getTypeOfSymbol(symbol)!
      const value =
        isOptional && member.isUnionType()
          ? this.#union(member.getTypes().filter(isDefined), inner)
          : this.#print(member, inner)
      return `${this.#comment(symbol, inner)}${inner}${symbol.name}${isOptional ? '?' : ''}: ${value}`
    })
    const all = [...index, ...members]
    return all.length === 0 ? '{}' : `{\n${all.join('\n')}\n${indent}}`
  }

  #comment(symbol: TypeSymbol, indent: string): string {
    const text = symbol.getDocumentationComment(this.#checker)
    return text && `${indent}/** ${text.replaceAll('\n', `\n${indent} * `)} */\n`
  }

  #path(type: Type, ...names: string[]): Type {
    return names.reduce((at, name) => {
      const next = this.#property(at, name)
      if (!next) throw new Error(`The router has no ${name}`)
      return next
    }, type)
  }

  #property(type: Type, name: string): Type | undefined {
    const symbol = this.#checker.getPropertyOfType(type, name)
    return symbol && this.#checker.getTypeOfSymbol(symbol)
  }
}

function isDefined(type: Type): boolean {
  return !(type.flags & TypeFlags.Undefined)
}
