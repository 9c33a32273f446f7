import { expect, test, vi } from 'vitest'
import { lazyRules } from './lazy-rules.ts'

test('a form is checked, at first when the code has arrived', async () => {
  const check = lazyRules(() => import('#shared/account.ts').then((inputs) => inputs.signInInput))
  const first = check({ email: 'nobody', password: '' })
  expect(first).toBeInstanceOf(Promise)
  const errors = await first
  expect(Object.keys(errors)).toEqual(['email', 'password'])
  expect(check({ email: 'nobody', password: '' })).toEqual(errors)
  expect(check({ email: 'ada@example.com', password: 'x' })).toEqual({})
})

test('a form is sent when the code does not arrive, and checked when it does', async () => {
  let isThere = false
  const check = lazyRules(async () => {
    if (!isThere) throw new TypeError('Failed to fetch dynamically imported module')
    return (await import('#shared/account.ts')).signInInput
  })
  expect(await check({ email: '' })).toEqual({})
  isThere = true
  expect(await check({ email: '' })).toHaveProperty('email')
})

test('zod does not ask whether it may compile code', async () => {
  const compile = vi.fn<() => void>()
  const construct = (target: FunctionConstructor, args: string[]) => {
    compile()
    return Reflect.construct(target, args) as object
  }
  vi.stubGlobal('Function', new Proxy(Function, { construct }))
  vi.resetModules()
  const { signInInput } = await import('#shared/account.ts')
  expect(signInInput.safeParse({ email: 'ada@example.com', password: 'x' }).success).toBe(true)
  vi.unstubAllGlobals()
  expect(compile).not.toHaveBeenCalled()
})
