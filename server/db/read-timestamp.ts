/** A timestamp as raw SQL returns it: MySQL says `2026-11-23 10:12:13.456` in UTC, SQLite the epoch in milliseconds. */
export function readTimestamp(value: string | number): Date {
  return new Date(typeof value === 'number' ? value : `${value.replace(' ', 'T')}Z`)
}
