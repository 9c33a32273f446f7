/** Reads one search parameter. Undefined: the value is invalid. */
type Reader<T extends string> = (value: string) => T | undefined

type SearchOf<Readers> = {
  [Name in keyof Readers]?: Readers[Name] extends Reader<infer T> ? T | undefined : never
}

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i
const DAY = /^\d{4}-\d\d-\d\d$/

export const text =
  (max: number): Reader<string> =>
  (value) =>
    value.length > 0 && value.length <= max ? value : undefined

export const oneOf =
  <const T extends string>(values: readonly T[]): Reader<T> =>
  (value) =>
    values.find((each) => each === value)

export const matching =
  (pattern: RegExp): Reader<string> =>
  (value) =>
    pattern.test(value) ? value : undefined

export const uuid = matching(UUID)

/** A date of the calendar, such as `2026-11-26`. */
export const day: Reader<string> = (value) => {
  if (!DAY.test(value)) return undefined
  const date = new Date(`${value}T00:00:00Z`)
  // JavaScript takes 30 February for 2 March.
  return Number.isNaN(date.valueOf()) || !date.toISOString().startsWith(value) ? undefined : value
}

/**
 * Returns what reads the search parameters of a page. An invalid value is ignored, so that the page still opens; so is a
 * parameter without a reader. Not a schema of zod, whose code is larger than the page.
 */
export function searchParams<const Readers extends Record<string, Reader<string>>>(readers: Readers) {
  return (raw: Record<string, unknown>): SearchOf<Readers> => {
    const entries = Object.entries(readers).flatMap(([name, read]) => {
      const given = raw[name]
      const value = typeof given === 'string' ? read(given) : undefined
      return value === undefined ? [] : [[name, value]]
    })
    return Object.fromEntries(entries) as SearchOf<Readers>
  }
}
