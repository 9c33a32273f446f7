/** Different characters of 32 random hexadecimal digits: fewer happen less than once in ten million. */
const MIN_DIFFERENT = 8
/** Words of documents and of people. Random text of 64 characters has one less than once in a million times. */
const PLACEHOLDER =
  /change.?(?:me|this|it)|replace.?(?:me|this)|example|placeholder|development|password|secret|openssl|random|insert|letmein|mcp.?obs|your.?(?:app|key|own)|here.?your/i
/** Runs along a keyboard. */
const WALK = /qwert[yz]|azerty|asdfgh|[zy]xcvbn|1q2w3e|q1w2e3/i

/** Says why somebody could guess a secret, if they could. A random one has none of this. */
export function findWeakness(secret: string): string | undefined {
  if (PLACEHOLDER.test(secret)) return 'is a placeholder'
  if (new Set(secret).size < MIN_DIFFERENT || isRepeated(secret)) return 'repeats itself'
  if (WALK.test(secret) || isSequence(secret)) return 'is a sequence'
  return undefined
}

/** Whether a piece comes again and again, the last time perhaps cut short. */
function isRepeated(secret: string): boolean {
  const ends = Array.from(secret, (_, start) => secret.slice(start))
  return ends.some((end, start) => start > 0 && start <= (secret.length * 2) / 3 && secret.startsWith(end))
}

/** Whether most characters follow from the ones before, as in `abcdef`, `9876` and `aabbcc`. */
function isSequence(secret: string): boolean {
  const codes = Array.from(secret, (character) => character.codePointAt(0) ?? 0)
  const steps = codes.filter((code, index) => Math.abs(code - (codes[index - 1] ?? Infinity)) <= 1)
  return steps.length > (secret.length * 2) / 3
}
