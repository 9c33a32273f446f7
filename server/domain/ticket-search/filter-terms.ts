import { cutTerm } from './split-words.ts'

/** Filters that are terms of the index, so that they combine with words. */
export type FilterName =
  | 'status'
  | 'resolution'
  | 'server'
  | 'category'
  | 'tool'
  | 'error'
  | 'fingerprint'
  | 'reporter'
  | 'call'
  | 'contact'

/** The term of a value of a filter. No word begins with `=`. */
export function filterTerm(name: FilterName, value: string | boolean): string {
  return cutTerm(`${beginningOf(name)}${value}`)
}

/** With what the terms of a filter begin. */
export function beginningOf(name: FilterName): string {
  return `=${name}:`
}
