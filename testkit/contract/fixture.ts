import { readFileSync } from 'node:fs'

/** A fixture of sdk/contract, which the Python SDK and the platform replay too. */
export function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../sdk/contract/${name}.json`, import.meta.url), 'utf8')) as T
}
