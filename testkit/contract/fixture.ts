import { readFileSync } from 'node:fs'

/** A fixture of sdk/contract, which the Python SDK and the platform replay too. */
export function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../sdk/contract/${name}.json`, import.meta.url), 'utf8')) as T
}

/** A text, or parts of one with how often each is repeated. */
export type Repeated = string | { repeat: [text: string, times: number][] }

/** The text that a fixture describes. */
export function repeated(value: Repeated): string {
  return typeof value === 'string' ? value : value.repeat.map(([text, times]) => text.repeat(times)).join('')
}

/** A value of a fixture with the texts in place that its `repeat`s describe. */
export function unfold(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unfold)
  if (typeof value !== 'object' || value === null) return value
  if ('repeat' in value) return repeated(value as Repeated)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unfold(member)]))
}
