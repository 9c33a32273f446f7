import { expect, test } from 'vitest'
import { loadOnce } from './load-once.ts'

test('loads once, for callers at once and later', async () => {
  let loads = 0
  const load = loadOnce(async () => ++loads)
  expect(await Promise.all([load(), load()])).toEqual([1, 1])
  expect(await load()).toBe(1)
})

test('a failure reaches all who wait, and the next call tries again', async () => {
  let isDown = true
  const load = loadOnce(async () => {
    if (isDown) throw new Error('down')
    return 'loaded'
  })
  expect((await Promise.allSettled([load(), load()])).map(({ status }) => status)).toEqual([
    'rejected',
    'rejected',
  ])
  isDown = false
  expect(await load()).toBe('loaded')
})
