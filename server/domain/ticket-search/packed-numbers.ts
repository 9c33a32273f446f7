/** Tickets of one block. */
export const BLOCK = 16_384
const BYTES = BLOCK / 8
/** From so many tickets on, a bit for each ticket of the block is shorter than a list of two bytes each. */
const LISTED = BYTES / 2

/** Which tickets of a block: one bit each. */
export type Bits = Uint32Array<ArrayBuffer>

export function blockOf(number: number): number {
  return Math.floor(number / BLOCK)
}

export function emptyBits(): Bits {
  return new Uint32Array(BLOCK / 32)
}

export function unpack(packed: Uint8Array): Bits {
  return packed.length === BYTES ? wordsOf(packed).slice() : unpackInto(emptyBits(), packed)
}

/** No fewer tickets than this are packed: of a bitmap, it does not count them. */
export function leastTickets(packed: Uint8Array): number {
  return packed.length === BYTES ? LISTED : packed.length / 2
}

/** Adds to `bits` what is packed. */
export function unpackInto(bits: Bits, packed: Uint8Array): Bits {
  if (packed.length === BYTES) {
    const words = wordsOf(packed)
    for (let index = 0; index < words.length; index++) bits[index]! |= words[index]!
    return bits
  }
  for (let index = 0; index < packed.length; index += 2)
    setBit(bits, packed[index]! | (packed[index + 1]! << 8), true)
  return bits
}

/** A bitmap, to be read: a copy only where what a driver returned begins between two words. */
function wordsOf(packed: Uint8Array): Uint32Array {
  const isAligned = packed.byteOffset % Uint32Array.BYTES_PER_ELEMENT === 0
  const { buffer, byteOffset } = isAligned ? packed : Uint8Array.from(packed)
  return new Uint32Array(buffer, byteOffset, BLOCK / 32)
}

/** @returns undefined for none */
export function pack(bits: Bits): { tickets: number; docs: Buffer } | undefined {
  const tickets = countBits(bits)
  if (tickets === 0) return undefined
  if (tickets >= LISTED) return { tickets, docs: Buffer.from(bits.buffer) }
  const docs = Buffer.alloc(tickets * 2)
  let offset = 0
  for (const place of placesOf(bits)) offset = docs.writeUInt16LE(place, offset)
  return { tickets, docs }
}

export function setBit(bits: Bits, place: number, isSet: boolean): void {
  const mask = 1 << (place & 31)
  if (isSet) bits[place >> 5]! |= mask
  else bits[place >> 5]! &= ~mask
}

/** Keeps in `bits` what `others` has too. @returns whether anything is left */
export function keepCommon(bits: Bits, others: Bits): boolean {
  let left = 0
  for (let index = 0; index < bits.length; index++) left |= bits[index]! &= others[index]!
  return left !== 0
}

/** How many tickets there are, or are in `others` too. */
export function countBits(bits: Bits, others?: Uint32Array): number {
  let count = 0
  for (let index = 0; index < bits.length; index++) {
    let word = others ? bits[index]! & others[index]! : bits[index]!
    word -= (word >>> 1) & 0x55555555
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333)
    count += (((word + (word >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
  }
  return count
}

/** How many of the packed tickets are in `bits`, without unpacking a list. */
export function countListed(bits: Bits, packed: Uint8Array): number {
  if (packed.length === BYTES) return countBits(bits, wordsOf(packed))
  let count = 0
  for (let index = 0; index < packed.length; index += 2) {
    const place = packed[index]! | (packed[index + 1]! << 8)
    count += (bits[place >> 5]! >>> (place & 31)) & 1
  }
  return count
}

/** Places inside the block, in ascending order. */
function placesOf(bits: Bits): number[] {
  const places: number[] = []
  for (let index = 0; index < bits.length; index++) {
    for (let word = bits[index]!; word !== 0; word &= word - 1)
      places.push(index * 32 + 31 - Math.clz32(word & -word))
  }
  return places
}

/** Keeps the places from `least` to `most`. @returns whether anything is left */
export function keepBetween(bits: Bits, least: number, most: number): boolean {
  if (least > 0 || most < BLOCK - 1) {
    for (const place of placesOf(bits)) if (place < least || place > most) setBit(bits, place, false)
  }
  return bits.some((word) => word !== 0)
}

/** The numbers of the tickets of a block, in ascending order. */
export function numbersOf({ block, bits }: { block: number; bits: Bits }): number[] {
  return placesOf(bits).map((place) => block * BLOCK + place)
}
