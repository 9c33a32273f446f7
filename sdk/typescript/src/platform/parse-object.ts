import { quietly } from '../wire/quietly.ts'
import { asObject } from '../wire/unknown.ts'

/** The text as a JSON object, or nothing if it is anything else. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  return quietly(() => asObject(JSON.parse(text)))
}
