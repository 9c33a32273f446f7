import { quietly } from '../wire/quietly.ts'
import { asObject } from '../wire/unknown.ts'

/** The JSON object in a text. An empty one for anything else. */
export function parseObject(text: string): Record<string, unknown> {
  return quietly(() => asObject(JSON.parse(text))) ?? {}
}
