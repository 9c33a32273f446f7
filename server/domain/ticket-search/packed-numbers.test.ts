import { describe, expect, it } from 'vitest'
import {
  BLOCK,
  type Bits,
  countBits,
  countListed,
  emptyBits,
  leastTickets,
  numbersOf,
  pack,
  setBit,
  unpack,
  unpackInto,
} from './packed-numbers.ts'

const bitsOf = (places: readonly number[]): Bits => {
  const bits = emptyBits()
  for (const place of places) setBit(bits, place, true)
  return bits
}
const every = (step: number) => Array.from({ length: Math.floor(BLOCK / step) }, (_, index) => index * step)

/** The same bytes at a place where no number begins, as a driver returns them. */
function shift(docs: Uint8Array, offset: number): Uint8Array {
  const larger = new Uint8Array(docs.length + offset)
  larger.set(docs, offset)
  return larger.subarray(offset)
}

describe.each([
  ['a list', every(100)],
  ['the longest list', every(16).slice(1)],
  ['the shortest bitmap', every(16)],
  ['a bitmap of all', every(1)],
])('%s', (_name, places) => {
  const bits = bitsOf(places)
  const { tickets, docs } = pack(bits)!

  it.each([0, 1, 2, 3])('comes back from byte %i of what a driver returned', (offset) => {
    const packed = shift(docs, offset)
    const even = bitsOf(every(2))
    const expected = places.filter((place) => place % 2 === 0).length
    expect(tickets).toBe(places.length)
    expect(numbersOf({ block: 0, bits: unpack(packed) })).toEqual(places)
    expect(countListed(even, packed)).toBe(expected)
    expect(countBits(unpackInto(bitsOf([5]), packed))).toBe(new Set([5, ...places]).size)
    expect(leastTickets(packed)).toBeLessThanOrEqual(places.length)
    expect(leastTickets(packed)).toBeGreaterThanOrEqual(Math.min(places.length, 1_024))
  })

  it('stays as the driver returned it when the bits change', () => {
    const packed = Uint8Array.from(docs)
    setBit(unpack(packed), 0, places[0] !== 0)
    expect(packed).toEqual(Uint8Array.from(docs))
  })
})
