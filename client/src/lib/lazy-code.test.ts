import { expect, test, vi } from 'vitest'
import { lazyCode } from './lazy-code.ts'

test('code that did not arrive is asked for again, and code that did is not', async () => {
  const load = vi
    .fn<() => Promise<string>>()
    .mockRejectedValueOnce(new TypeError('Failed to fetch dynamically imported module'))
    .mockResolvedValue('the code')
  const code = lazyCode(load)
  await expect(code.start()).rejects.toThrow('The code of this page could not be loaded.')
  expect(code.read()).toBeUndefined()
  expect(await code.start()).toBe('the code')
  expect(code.read()).toBe('the code')
  await code.start()
  expect(load).toHaveBeenCalledTimes(2)
})

test('who asks at the same time shares one request, and its failure', async () => {
  const load = vi.fn<() => Promise<string>>().mockRejectedValue(new TypeError('Failed to fetch'))
  const code = lazyCode(load)
  const answers = await Promise.allSettled([code.start(), code.start()])
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(load).toHaveBeenCalledTimes(1)
})
