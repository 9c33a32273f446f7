/**
 * Whether a statement reaches rows of one organization only. It must follow from the statement's form: `organization_id =
 * ?` stands as a condition of its own among those that must all hold, for each tenant's table or for one that is joined
 * to it by `organization_id`. What this cannot read is refused.
 *
 * @param statement with single spaces, in lower case, without quotes around names
 */
export function namesTenant(statement: string, tenantTables: ReadonlySet<string>): boolean {
  const { flat, nested } = takeSubQueriesOut(statement)
  const outer = referencesOf(flat)
  return [
    ...splitOutside(flat, UNION).map((query) => isLimited(query, tenantTables, [])),
    ...nested.flatMap((each) =>
      splitOutside(each, UNION).map((query) => isLimited(query, tenantTables, outer)),
    ),
  ].every(Boolean)
}

const UNION = / union (?:all )?/

interface Reference {
  table: string
  /** Its alias, or its own name. */
  name: string
}

function isLimited(query: string, tenantTables: ReadonlySet<string>, outer: readonly Reference[]): boolean {
  const insert = /^insert into (\w+) \(([^)]*)\) (values|select)/.exec(query)
  if (insert) {
    const [, table, columns, source] = insert
    if (tenantTables.has(table!) && !columns!.split(', ').includes('organization_id')) return false
    return source === 'values' || isLimited(query.slice(query.indexOf(' select ') + 1), tenantTables, outer)
  }
  const references = referencesOf(query)
  const tenants = references.filter(({ table }) => tenantTables.has(table))
  const mentions = query.split(/\W+/).filter((word) => tenantTables.has(word)).length
  if (mentions === 0) return true
  // A table that stands where this does not look, such as behind a comma.
  if (!/^(?:select|update|delete) /.test(query) || /\bfrom [^(]*?\w, \w/.test(fromClause(query))) return false

  const conditions = conditionsOf(query)
  const named = new Set(
    outer.map(({ name }) => name).filter((name) => !references.some((own) => own.name === name)),
  )
  for (const { text, limits } of conditions) {
    const found = /^(?:(\w+)\.)?organization_id = \?$/.exec(text)
    // Without a name before it, it is of the one table that there is.
    const name = found && (found[1] ?? (references.length === 1 ? references[0]!.name : undefined))
    if (name && limits(name)) named.add(name)
  }
  const links = conditions.flatMap(({ text, limits }) => {
    const [, one, other] = /^(\w+)\.organization_id = (\w+)\.organization_id$/.exec(text) ?? []
    return one && other
      ? [
          { from: one, to: other, limits },
          { from: other, to: one, limits },
        ]
      : []
  })
  for (let before = -1; before !== named.size;) {
    before = named.size
    for (const { from, to, limits } of links) if (named.has(from) && limits(to)) named.add(to)
  }
  return tenants.length > 0 && tenants.every(({ name }) => named.has(name))
}

/** Innermost first, each sub-query alone, and `(?)` where it stood. */
function takeSubQueriesOut(statement: string): { flat: string; nested: string[] } {
  const nested: string[] = []
  let flat = statement
  for (let start = flat.lastIndexOf('(select '); start >= 0; start = flat.lastIndexOf('(select ')) {
    const end = start + closingOf(flat.slice(start))
    nested.push(flat.slice(start + 1, end))
    flat = `${flat.slice(0, start)}(?)${flat.slice(end + 1)}`
  }
  return { flat, nested }
}

/** Words that can follow a table and are not its alias. */
const NO_ALIAS =
  /^(?:where|set|on|left|right|inner|cross|join|order|limit|force|indexed|use|for|group|having|values|select|returning)$/

function referencesOf(query: string): Reference[] {
  return [...query.matchAll(/\b(?:from|join|(?<!\bfor )update) (\w+)(?: (?:as )?(\w+))?/g)].map(
    ([, table, next]) => ({
      table: table!,
      name: next === undefined || NO_ALIAS.test(next) ? table! : next,
    }),
  )
}

function fromClause(query: string): string {
  return query.slice(Math.max(0, query.indexOf(' from '))).split(/ (?:where|set|order by) /)[0]!
}

/** What follows the conditions of a join or of the whole query. */
const ENDS =
  / (?:left join|inner join|cross join|join|where|group by|having|order by|limit|for update|for share|lock in|returning) /

interface Condition {
  text: string
  /** Whether rows of this table that do not fulfil it are left out. */
  limits: (name: string) => boolean
}

/** All that must hold, each by itself: an `or`, a `not` and the like stay in one piece, which matches nothing. */
function conditionsOf(query: string): Condition[] {
  const padded = ` ${query} `
  return [...padded.matchAll(/ (?:on|where) /g)].flatMap(({ index, 0: word }) => {
    const clause = splitOutside(padded.slice(index + word.length), ENDS)[0]!
    // The condition of an outer join leaves out rows of the joined table only.
    const joined = / left join (\w+)(?: (?:as )?(\w+))?$/.exec(padded.slice(0, index))
    const only = joined && (joined[2] ?? joined[1])
    const limits = (name: string) => !only || name === only
    return conjunctsOf(clause.trim()).map((text) => ({ text, limits }))
  })
}

function conjunctsOf(condition: string): string[] {
  if (splitOutside(condition, / or /).length > 1) return []
  const parts = splitOutside(condition, / and /)
  if (parts.length > 1) return parts.flatMap((part) => conjunctsOf(part.trim()))
  const isWrapped = condition.startsWith('(') && closingOf(condition) === condition.length - 1
  return isWrapped ? conjunctsOf(condition.slice(1, -1).trim()) : [condition]
}

/** Splits where no parenthesis is open. */
function splitOutside(text: string, separator: RegExp): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '(') depth++
    if (text[index] === ')') depth--
    if (depth > 0 || text[index] !== ' ') continue
    const found = separator.exec(text.slice(index))
    if (found?.index !== 0) continue
    parts.push(text.slice(start, index))
    start = index + found[0].length
    index = start - 2
  }
  return [...parts, text.slice(start)]
}

function closingOf(text: string): number {
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '(') depth++
    if (text[index] === ')' && --depth === 0) return index
  }
  return -1
}
