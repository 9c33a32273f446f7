import { encode } from 'gpt-tokenizer/encoding/o200k_base'

/** How many tokens a model of today reads. */
export function countTokens(text: string): number {
  return encode(text).length
}
