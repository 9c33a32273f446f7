import { START } from './redaction-rules.ts'

/** `{{start}}` stands for {@link START}, `{{i:key}}` for `[kK][eE][yY]`: no flag does this in Node 20. */
export function fillPattern(pattern: string): string {
  return pattern
    .replaceAll('{{start}}', START)
    .replace(/\{\{i:(.+?)\}\}/g, (_, what: string) =>
      what.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`),
    )
}
