import { PARTS } from './redaction-rules.ts'

/** `{{start}}` stands for the part of this name, `{{any-case:key}}` for `[kK][eE][yY]`: no flag does this in Node 20. */
export function fillPattern(pattern: string): string {
  return pattern.replace(/\{\{(any-case:)?(.+?)\}\}/g, (_, anyCase: string | undefined, what: string) =>
    anyCase ? what.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`) : (PARTS[what] ?? ''),
  )
}
