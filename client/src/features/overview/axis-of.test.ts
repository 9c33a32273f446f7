import { expect, it } from 'vitest'
import { axisOf } from './axis-of.ts'

it.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [4, [0, 1, 2, 3, 4]],
  [5, [0, 2, 4, 6]],
  [13, [0, 5, 10, 15]],
  [14_000, [0, 5_000, 10_000, 15_000]],
])('the axis of %d is %j', (most, values) => expect(axisOf(most)).toEqual(values))
