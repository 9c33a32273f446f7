import { type TextRule, VISIBLE } from '#shared/text.ts'

/** JSON Schema of text as it is sent, before it is normalised. */
interface TextJsonSchema {
  type: 'string'
  minLength?: number
  maxLength: number
  pattern?: string
}

/** The text that a rule accepts. Text that normalising shortens may be longer, which JSON Schema cannot say. */
export function textJsonSchema({ max, needsVisible, pattern }: TextRule): TextJsonSchema {
  return {
    type: 'string',
    maxLength: max,
    ...(needsVisible && { minLength: 1, pattern: visiblePattern() }),
    ...(pattern && { pattern: pattern.source }),
  }
}

let visible: string | undefined

/**
 * One character that is seen, as a class of ranges. Property escapes such as `\p{Cf}` are unknown to the regular expressions
 * of several languages.
 */
function visiblePattern(): string {
  visible ??= `[^${writeRanges(invisibleCodes())}]`
  return visible
}

/** How many characters are looked at together: one by one is slow. */
const CHUNK = 4_096
const PLANE = 0x10000
/** All other planes of Unicode are ideographs, for private use, or empty. */
const PLANES = [0, 1, 14]
const SURROGATE = /[\ud800-\udfff]/gu

function invisibleCodes(): number[] {
  const runs = new RegExp(`(?:${VISIBLE.source})+`, 'gu')
  const chunks = PLANES.flatMap((plane) =>
    Array.from({ length: PLANE / CHUNK }, (_, index) => charactersFrom(plane * PLANE + index * CHUNK)),
  )
  const invisible = chunks.map((chunk) => chunk.replaceAll(runs, '')).join('')
  return Array.from(invisible, (character) => character.codePointAt(0) ?? 0)
}

function charactersFrom(first: number): string {
  const codes = Array.from({ length: CHUNK }, (_, index) => first + index)
  return String.fromCodePoint(...codes).replaceAll(SURROGATE, '')
}

function writeRanges(codes: readonly number[]): string {
  const ends = codes.filter((code, index) => codes[index + 1] !== code + 1)
  const starts = codes.filter((code, index) => codes[index - 1] !== code - 1)
  return starts.map((start, index) => writeRange(start, ends[index] ?? start)).join('')
}

function writeRange(first: number, last: number): string {
  return first === last ? writeCode(first) : `${writeCode(first)}-${writeCode(last)}`
}

/** Characters beyond U+FFFF stand for themselves: languages differ in how they are escaped. */
function writeCode(code: number): string {
  return code > 0xffff ? String.fromCodePoint(code) : `\\u${code.toString(16).padStart(4, '0')}`
}
