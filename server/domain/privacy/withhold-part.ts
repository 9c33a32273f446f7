import type { TicketContext } from '#sdk/wire/ticket-context.ts'
import { WITHHELD } from '../withheld.ts'

/** Parts that can be anything, so that a marker can stand for them whole. */
const FREE = /^\/incident\/(?:arguments|result)(?:\/|$)/
/** Times and words of a fixed list. They say nothing of a person, and the dashboard reads them. */
const FIXED = new Set(['startedAt', 'at', 'outcome', 'correlation', 'transport', 'traceId'])

/**
 * The context with the marker in place of one part: anything in the arguments and the result of the call, and texts elsewhere.
 *
 * @param pointer a JSON pointer (RFC 6901)
 * @returns undefined when there is no such part, or it cannot be withheld
 */
export function withholdPart(context: TicketContext, pointer: string): TicketContext | undefined {
  const steps = pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const copy = structuredClone(context)
  let parent: unknown = copy
  for (const step of steps.slice(0, -1)) parent = childOf(parent, step)
  const last = steps.at(-1)!
  const value = childOf(parent, last)
  if (value === undefined || !canBeWithheld(pointer, last, value)) return undefined
  // A key such as `__proto__` of the caller's JSON is defined, not assigned.
  Object.defineProperty(parent, last, {
    value: WITHHELD,
    writable: true,
    enumerable: true,
    configurable: true,
  })
  return copy
}

function childOf(parent: unknown, step: string): unknown {
  if (typeof parent !== 'object' || parent === null) return undefined
  if (Array.isArray(parent) && !/^(?:0|[1-9]\d*)$/.test(step)) return undefined
  return Object.hasOwn(parent, step) ? (parent as Record<string, unknown>)[step] : undefined
}

function canBeWithheld(pointer: string, name: string, value: unknown): boolean {
  if (FREE.test(pointer)) return true
  if (pointer === '/incident/error/code') return true
  return typeof value === 'string' && !FIXED.has(name)
}
