import { countTokens } from '#testkit/mcp/count-tokens.ts'
import { expect, test } from 'vitest'
import { TOOLS } from './tools.ts'

test.each(TOOLS.map(({ entry }) => [entry.name, entry] as const))(
  '%s is listed like this',
  async (name, entry) => {
    await expect(`${JSON.stringify(entry, undefined, 2)}\n`).toMatchFileSnapshot(`entries/${name}.json`)
  },
)

test('R2.6 all together cost a model at most 850 tokens', () => {
  expect(countTokens(JSON.stringify(TOOLS.map(({ entry }) => entry)))).toBeLessThanOrEqual(850)
})

test('what reads says that its content comes from outside, and what writes asks for consent and may be sent again', () => {
  for (const { entry } of TOOLS) {
    const { readOnlyHint, openWorldHint, destructiveHint, idempotentHint } = entry.annotations
    const isWriter = entry.name === 'add_note' || entry.name === 'set_ticket_status'
    expect({ name: entry.name, readOnlyHint, openWorldHint, destructiveHint, idempotentHint }).toEqual(
      isWriter
        ? {
            name: entry.name,
            readOnlyHint: undefined,
            openWorldHint: false,
            destructiveHint: true,
            idempotentHint: true,
          }
        : {
            name: entry.name,
            readOnlyHint: true,
            openWorldHint: true,
            destructiveHint: undefined,
            idempotentHint: undefined,
          },
    )
  }
})
