import { isRaw, JsonProperty, Utils } from '@mikro-orm/core'

/** A statement as the driver gets it: with `?` where values belong, and the values apart from it. */
export interface BoundStatement {
  sql: string
  values: unknown[]
}

/** What stands for something else than one value. */
const MARKS = /\?\?|\\\?/

/**
 * Takes the values out of a statement of the ORM. It reads what `platform.formatQuery` reads, which would write the
 * values into the text: `?` is a value, `??` an identifier, and `\?` a question mark.
 */
export function bindValues(
  sql: string,
  parameters: readonly unknown[],
  quoteIdentifier: (name: string) => string,
): BoundStatement {
  if (parameters.length === 0) return { sql, values: [] }
  // Most statements need no new text.
  if (!MARKS.test(sql) && parameters.every(isScalar))
    return { sql, values: parameters.map((value) => value ?? null) }
  const values: unknown[] = []
  let next = 0
  const text = sql.replaceAll(/\\\?|\?\??/g, (mark) => {
    if (mark === '\\?') return '?'
    if (mark === '??') return quoteIdentifier(parameters[next++] as string)
    return placeholderOf(parameters[next++], values, quoteIdentifier)
  })
  return { sql: text, values }
}

/** Whether the driver takes it as it is. */
function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null || value instanceof Date || Buffer.isBuffer(value)
}

/** Appends a value to `values`. @returns the text that stands for it */
function placeholderOf(value: unknown, values: unknown[], quoteIdentifier: (name: string) => string): string {
  if (isRaw(value)) {
    const inner = bindValues(value.sql, value.params, quoteIdentifier)
    values.push(...inner.values)
    return inner.sql
  }
  if (Array.isArray(value) && !(JsonProperty in value)) {
    const items = value.map((item) => {
      const placeholder = placeholderOf(item, values, quoteIdentifier)
      return Array.isArray(item) ? `(${placeholder})` : placeholder
    })
    return items.join(', ')
  }
  values.push(isJson(value) ? JSON.stringify(value) : (value ?? null))
  return '?'
}

function isJson(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (Utils.isPlainObject(value) || JsonProperty in value)
}
