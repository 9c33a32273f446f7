/** Tickets of one block. */
export const BLOCK = 16_384
const BYTES = BLOCK / 8
/** Of a bitmap. A loop to a number that is known when it is compiled takes two thirds of the time. */
const WORDS = BLOCK / 32
/** From so many tickets on, a bit for each ticket of the block is shorter than a list of two bytes each. */
const LISTED = BYTES / 2

/** Which tickets of a block: one bit each. */
export type Bits = Uint32Array<ArrayBuffer>

export function blockOf(number: number): number {
  return Math.floor(number / BLOCK)
}

export function emptyBits(): Bits {
  return new Uint32Array(WORDS)
}

export function unpack(packed: Uint8Array): Bits {
  return packed.length === BYTES ? wordsOf(packed).slice() : unpackInto(emptyBits(), packed)
}

/** A lower bound of how many tickets are packed: it does not count those of a bitmap. */
export function leastTickets(packed: Uint8Array): number {
  return packed.length === BYTES ? LISTED : packed.length / 2
}

/** Adds to `bits` what is packed. */
export function unpackInto(bits: Bits, packed: Uint8Array): Bits {
  if (packed.length === BYTES) {
    const words = wordsOf(packed)
    for (let index = 0; index < WORDS; index++) bits[index]! |= words[index]!
    return bits
  }
  const places = listOf(packed)
  const { length } = places
  // The same by `setBit`, with a length that is asked for each time, takes a fifth longer.
  for (let index = 0; index < length; index++) {
    const place = places[index]!
    bits[place >> 5]! |= 1 << (place & 31)
  }
  return bits
}

/** A bitmap, to be read. */
function wordsOf(packed: Uint8Array): Uint32Array {
  const { buffer, byteOffset } = align(packed, 4)
  return new Uint32Array(buffer, byteOffset, WORDS)
}

/** The places of a list, to be read. */
function listOf(packed: Uint8Array): Uint16Array {
  const { buffer, byteOffset } = align(packed, 2)
  return new Uint16Array(buffer, byteOffset, packed.length / 2)
}

/** A copy where a driver returned bytes that do not begin at a number of so many bytes. */
function align(packed: Uint8Array, bytes: number): Uint8Array {
  return packed.byteOffset % bytes === 0 ? packed : new Uint8Array(packed)
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
  for (let index = 0; index < WORDS; index++) left |= bits[index]! &= others[index]!
  return left !== 0
}

/** How many tickets there are, or are in `others` too. */
export function countBits(bits: Bits, others: Uint32Array = bits): number {
  let count = 0
  for (let index = 0; index < WORDS; index++) {
    let word = bits[index]! & others[index]!
    if (word === 0) continue
    word -= (word >>> 1) & 0x55555555
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333)
    // A product of numbers takes twice as long.
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
  }
  return count
}

/** How many of the packed tickets are in `bits`, without unpacking a list. */
export function countListed(bits: Bits, packed: Uint8Array): number {
  if (packed.length === BYTES) return countBits(bits, wordsOf(packed))
  let count = 0
  const places = listOf(packed)
  // An iterator takes twice as long.
  for (let index = 0; index < places.length; index++)
    count += (bits[places[index]! >> 5]! >>> (places[index]! & 31)) & 1
  return count
}

/** Places inside the block, in ascending order. */
function placesOf(bits: Bits): number[] {
  const places: number[] = []
  for (let index = 0; index < WORDS; index++) {
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
