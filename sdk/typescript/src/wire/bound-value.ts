/*
 * Turns any value, even one made to do harm, into a small JSON value. A marker stands for everything that is left out.
 * Bounding a bounded value changes nothing, so the platform can repeat it.
 */
import { CONTEXT_LIMITS } from './limits.ts'
import { cutMarker, cutText, escapeBrackets, escapeStrayBrackets, isMarker, readCut } from './markers.ts'
import { codePoints, indexOfCodePoint, normaliseText, PLAIN, RAW_LENGTH } from './text.ts'
import type { Json } from './ticket-context.ts'

/** How text is read that is new here. It is normalised, and cut to twice its limit, so that redaction sees its end. */
export interface Captured {
  /**
   * `host`: it has no markers of ours, so every ⟦ and ⟧ in it is rewritten. `sdk`: an SDK may have put markers in it, which
   * stay.
   */
  from: 'host' | 'sdk'
  /** How many code points may still be looked at. From the first text that is longer on, no text is. */
  left: number
  /** More than the bytes of the JSON of what was read. Unlimited if that is not known, or if a text is above its limit. */
  weight: number
}

export const UNLIMITED = Infinity

/** Bytes that a value or a name needs beside its letters, or in place of them. */
const NODE_BYTES = 40

/** In UTF-16 units. So much of a string is read that was bounded before. */
const MAX_UNITS_READ = 65_536

const UNSAFE_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Copies `value` within the limits on depth, array items, object keys and nodes. Never throws and calls no `toJSON`.
 * Functions, symbols and throwing getters become `⟦cut:type⟧`; bytes `⟦cut:binary:N⟧`; integers beyond 2^53−1,
 * BigInt, NaN and Infinity become strings; `undefined` is left out.
 *
 * @param chars longest string, in code points.
 * @param captured given for a value that was not looked at yet.
 */
export function boundValue(value: unknown, chars: number, captured?: Captured): Json {
  const bounder = new Bounder(chars, captured)
  const bound = bounder.value(value, 1)
  if (captured) captured.weight += NODE_BYTES * bounder.nodes
  return bound === undefined ? null : bound
}

/** One string, by the same rules. `⟦cut:size⟧` stands for captured text that the budget does not admit. */
export function boundText(text: string, chars: number, captured?: Captured): string {
  return (captured ? readCaptured(text, chars, captured) : cutRest(text, chars)) ?? CUT_SIZE
}

const CUT_SIZE = cutMarker('size')

function readCaptured(text: string, chars: number, captured: Captured): string | undefined {
  const end = text.length <= RAW_LENGTH * chars ? text.length : indexOfCodePoint(text, RAW_LENGTH * chars)
  const read = text.slice(0, end)
  const isPlain = PLAIN.test(read)
  captured.left -= isPlain ? read.length : codePoints(read)
  if (captured.left < 0) {
    captured.left = -UNLIMITED
    return undefined
  }
  const escape = captured.from === 'host' ? escapeBrackets : escapeStrayBrackets
  const escaped = isPlain ? read : escape(normaliseText(read))
  // In ASCII, JSON has two bytes for some characters and one for all others.
  captured.weight += isPlain && text.length <= chars ? 2 * text.length + NODE_BYTES : UNLIMITED
  return withRest(escaped, text.length - end, 2 * chars)
}

function cutRest(text: string, chars: number): string {
  return withRest(text.slice(0, MAX_UNITS_READ), Math.max(0, text.length - MAX_UNITS_READ), chars)
}

/** @param unread the number of UTF-16 units behind the text that were not read. */
function withRest(text: string, unread: number, chars: number): string {
  return cutText(unread === 0 ? text : text + cutMarker('chars', unread), chars)
}

class Bounder {
  readonly #chars: number
  readonly #captured: Captured | undefined
  nodes = 0

  constructor(chars: number, captured: Captured | undefined) {
    this.#chars = chars
    this.#captured = captured
  }

  value(value: unknown, level: number): Json | undefined {
    if (value === undefined) return undefined
    if (++this.nodes > CONTEXT_LIMITS.nodes) return cutMarker('nodes')
    switch (typeof value) {
      case 'string':
        return this.#text(value)
      case 'boolean':
        return value
      case 'number':
        return Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value))
          ? value + 0 // -0 is 0 in JSON
          : this.#text(String(value))
      case 'bigint':
        return this.#text(String(value))
      case 'object':
        return value === null ? null : this.#object(value, level)
      default:
        return cutMarker('type')
    }
  }

  #text(text: string): string {
    return boundText(text, this.#chars, this.#captured)
  }

  #object(value: object, level: number): Json {
    try {
      if (value instanceof Date) return this.#text(value.toISOString())
      if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
        return cutMarker('binary', value.byteLength)
      if (level > CONTEXT_LIMITS.depth) return cutMarker('depth')
      if (Array.isArray(value)) return this.#array(value, level)
      if (value instanceof Set) return this.#array([...value], level)
      if (value instanceof Map) return this.#record(Object.fromEntries(value), level)
      if (value instanceof Error) return this.#record({ name: value.name, message: value.message }, level)
      return this.#record(value, level)
    } catch {
      // A proxy or another special object threw when it was read.
      return cutMarker('type')
    }
  }

  #array(array: readonly unknown[], level: number): Json[] {
    const earlier = this.#earlierCut(array.at(-1), 'items')
    const length = earlier === undefined ? array.length : array.length - 1
    const kept = Math.min(length, CONTEXT_LIMITS.items)
    const items: Json[] = []
    for (let i = 0; i < kept; i++) items.push(this.value(read(array, i), level + 1) ?? null)
    const cut = length - kept + (earlier ?? 0)
    if (cut > 0) items.push(cutMarker('items', cut))
    return items
  }

  #record(record: object, level: number): Json {
    const source = record as Record<string, unknown>
    const bound: Record<string, Json> = {}
    let kept = 0
    let cut = 0
    for (const key of Object.keys(source)) {
      const earlier = this.#earlierCut(key, 'keys')
      if (earlier !== undefined) {
        cut += earlier
        continue
      }
      const name = kept === CONTEXT_LIMITS.keys ? undefined : this.#name(key)
      if (name === undefined || UNSAFE_KEYS.has(name) || Object.hasOwn(bound, name)) {
        cut++
        continue
      }
      const value = this.#member(source, key, level)
      if (value === undefined) continue
      bound[name] = value
      kept++
    }
    if (cut > 0) bound[cutMarker('keys', cut)] = true
    return bound
  }

  /** Nothing for a key that is not admitted. */
  #name(key: string): string | undefined {
    return this.#captured
      ? readCaptured(key, CONTEXT_LIMITS.name, this.#captured)
      : boundText(key, CONTEXT_LIMITS.name)
  }

  #member(source: Record<string, unknown>, key: string, level: number): Json | undefined {
    const value = read(source, key)
    // Content blocks of MCP hold images, audio and files as base64. The first 2,048 characters of it are of no use.
    if (
      (key === 'data' || key === 'blob') &&
      typeof value === 'string' &&
      typeof source['mimeType'] === 'string'
    ) {
      return this.#mayHaveMarkers() && isMarker(value) ? value : cutMarker('binary', bytesOfBase64(value))
    }
    return this.value(value, level + 1)
  }

  #earlierCut(value: unknown, what: 'items' | 'keys'): number | undefined {
    return this.#mayHaveMarkers() ? readCut(value, what) : undefined
  }

  #mayHaveMarkers(): boolean {
    return this.#captured?.from !== 'host'
  }
}

function bytesOfBase64(text: string): number {
  let length = text.length
  while (length > 0 && text[length - 1] === '=') length--
  return Math.floor((length * 3) / 4)
}

/** What a getter gives that throws. */
const UNREADABLE = Symbol()

function read(source: object, key: PropertyKey): unknown {
  try {
    return Reflect.get(source, key) as unknown
  } catch {
    return UNREADABLE
  }
}
