import { afterEach, expect, test, vi } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { createRedactor } from '../src/wire/redact.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { GENERATIONS, openShop } from '../../../testkit/mcp/shop.ts'

// In two parts, so that no scanner takes them for secrets.
const GITHUB = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`
const AWS = ['AKIA', 'IOSFODNN7EXAMPLE'].join('')

afterEach(() => vi.restoreAllMocks())

/** The keys that were put into a map since. */
function watchMaps(): () => string {
  const set = vi.spyOn(Map.prototype, 'set')
  return () => set.mock.calls.map(([key]) => String(key)).join('\n')
}

test('a secret is not remembered, wherever it stands', () => {
  const remembered = watchMaps()
  const redactor = createRedactor({ keys: ['customer'] })
  redactor.redact({ key: GITHUB, name: AWS, [GITHUB]: 1, list: ['--token', GITHUB] })
  redactor.redact(`my_secret_${GITHUB}: refused`)
  redactor.redactOften(`Error: ${AWS}`)
  redactor.redact({ customer: 'harmless' })
  expect(remembered()).toContain('customer')
  expect(remembered()).not.toContain(GITHUB)
  expect(remembered()).not.toContain(AWS)
})

test('of a stack its frames are remembered, and its message is not', () => {
  const remembered = watchMaps()
  const redactor = createRedactor()
  const head = 'Error: order 1042 is gone'
  const stack = `${head}\n    at find (orders.js:3:1)`
  expect(redactor.redactOften(stack, head.length)).toBe(stack)
  expect(remembered()).toBe('\n    at find (orders.js:3:1)')
})

test('a secret in the message is found, also where the frames and the message before it were clean', () => {
  const clean = 'Error: order 1042 is gone'
  const frames = '\n    at find (orders.js:3:1)'
  const redact = (head: string, rules = {}): string[] => {
    const redactor = createRedactor(rules)
    return [clean, head, head].map((one) =>
      redactor.redactOften(one + frames, one.length).slice(0, -frames.length),
    )
  }
  for (const [head, redacted] of [
    [`Error: ${AWS}`, 'Error: ⟦redacted:aws⟧'],
    ['Error: token is hunter2x', 'Error: token is ⟦redacted:key⟧'],
    ['Error: <password>hunter2</password>', 'Error: <password>⟦redacted:key⟧</password>'],
    ['Error: login --password hunter2', 'Error: login --password ⟦redacted:key⟧'],
    ['Error: token for Error: hunter2x', 'Error: token for Error: ⟦redacted:key⟧'],
    ['Error: hunter2x', 'Error: hunter2x'],
  ] as const)
    expect(redact(head)).toEqual([clean, redacted, redacted])
  expect(redact('Error: hunter2x', { keys: ['error'] })[1]).toBe('Error: ⟦redacted:key⟧')
})

test('what is remembered as a name is read anew as a value', () => {
  const redactor = createRedactor()
  const card = '4242 4242 4242 4242'
  for (let count = 0; count < 2; count++) {
    expect(redactor.redactOften('plain words')).toBe('plain words')
    expect(redactor.redact({ 'plain words': 'plain words' })).toEqual({ 'plain words': 'plain words' })
    expect(redactor.redact({ password: 'plain words' })).toEqual({ password: '⟦redacted:key⟧' })
    expect(redactor.redact({ name: 'password', value: 'plain words' })).toMatchObject({
      value: '⟦redacted:key⟧',
    })
    expect(redactor.redact({ card: { number: card } })).toEqual({ card: { number: '⟦redacted:card⟧' } })
  }
})

test.each(GENERATIONS)('a tool that is named like a secret is not remembered: $name', async (generation) => {
  const platform = await FakePlatform.start()
  const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
  const remembered = watchMaps()
  await caller.call(GITHUB, {}).catch(() => undefined)
  await caller.call('no_such_tool', {}).catch(() => undefined)
  expect(remembered()).toContain('no_such_tool')
  expect(remembered()).not.toContain(GITHUB)
  await platform.stop()
})
