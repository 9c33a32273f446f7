import { START } from './redaction-rules.ts'

/**
 * The pattern of a rule. `{{start}}` stands for {@link START}, `\a` for letters and digits, `{{i:key}}` for `[kK][eE][yY]`: no flag does this in
 * Node 20.
 */
export function compilePattern(pattern: string, flags: string): RegExp {
  const source = pattern
    .replaceAll('{{start}}', START)
    .replaceAll('\\a', 'A-Za-z0-9')
    .replace(/\{\{i:(.+?)\}\}/g, (_, what: string) =>
      what.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`),
    )
  return new RegExp(source, flags)
}
