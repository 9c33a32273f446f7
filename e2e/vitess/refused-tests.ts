/** A test whose own statements Vitess refuses, where the platform's work. */
export interface Refused {
  /** The file and the beginning of its name. */
  test: string
  /** On which shards. */
  on: 'two shards' | 'any'
  because:
    | 'it counts the rows of all tenants'
    | 'it changes a row without its organization'
    | 'it makes a trigger'
}

export const REFUSED: readonly Refused[] = []
