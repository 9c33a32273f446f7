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
