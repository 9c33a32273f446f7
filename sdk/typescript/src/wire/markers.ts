/*
 * Marks for redacted and cut data: `⟦redacted:jwt⟧`, `⟦cut:chars:1843⟧`. A string, so that it fits inside messages,
 * stacks and JSON within strings. Unforgeable for display, because every other ⟦ and ⟧ is rewritten to [[ and ]].
 */
import { codePoints, indexOfCodePoint } from './text.ts'

export const MARKER_SOURCE = '⟦(?:redacted|cut):[a-z][a-z0-9-]{0,31}(?::[0-9]{1,9})?⟧'

const MARKER_OR_BRACKET = new RegExp(`${MARKER_SOURCE}|[⟦⟧]`, 'g')
const ONLY_MARKERS = new RegExp(`^(?:${MARKER_SOURCE})+$`)
const TRAILING_CUT = /⟦cut:chars:([0-9]{1,9})⟧$/
const MAX_COUNT = 999_999_999

/** What was cut, and for most of them how much of it. */
export type Cut = 'chars' | 'items' | 'keys' | 'depth' | 'nodes' | 'size' | 'binary' | 'type'

export function redactedMarker(rule: string): string {
  return `⟦redacted:${rule}⟧`
}

export function cutMarker(what: Cut, count?: number): string {
  return count === undefined ? `⟦cut:${what}⟧` : `⟦cut:${what}:${Math.min(count, MAX_COUNT)}⟧`
}

/** Whether the text is nothing but one or more markers. */
export function isMarker(text: string): boolean {
  return text.startsWith('⟦') && ONLY_MARKERS.test(text)
}

/** The count of a marker such as `⟦cut:items:70⟧`, if `value` is exactly one of that kind. */
export function readCut(value: unknown, what: 'items' | 'keys'): number | undefined {
  if (typeof value !== 'string') return undefined
  const match = /^⟦cut:([a-z]+):([0-9]{1,9})⟧$/.exec(value)
  return match?.[1] === what ? Number(match[2]) : undefined
}

/** For text nobody has marked yet: no ⟦ or ⟧ of it can pass for one of ours. */
export function escapeBrackets(text: string): string {
  return text.replaceAll('⟦', '[[').replaceAll('⟧', ']]')
}

/** For text that may carry markers: they stay, stray brackets are rewritten. Idempotent. */
export function escapeStrayBrackets(text: string): string {
  if (!text.includes('⟦') && !text.includes('⟧')) return text
  return text.replace(MARKER_OR_BRACKET, (found) => {
    if (found === '⟦') return '[['
    return found === '⟧' ? ']]' : found
  })
}

/** The text without a `⟦cut:chars:N⟧` at its end, and that N. */
export function splitCut(text: string): { base: string; cut: number } {
  const match = TRAILING_CUT.exec(text)
  return match ? { base: text.slice(0, match.index), cut: Number(match[1]) } : { base: text, cut: 0 }
}

/**
 * Cuts text to `max` code points and appends `⟦cut:chars:N⟧`, never through a marker. A cut made earlier is added
 * to N and does not count towards `max`, so cutting twice equals cutting once.
 */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text
  const { base, cut } = splitCut(text)
  const end = beforeMarker(base, indexOfCodePoint(base, max))
  if (end >= base.length) return text
  return base.slice(0, end) + cutMarker('chars', cut + codePoints(base.slice(end)))
}

const LONGEST_MARKER = 52

function beforeMarker(text: string, end: number): number {
  const open = text.lastIndexOf('⟦', end - 1)
  if (open === -1 || end - open > LONGEST_MARKER) return end
  return text.indexOf('⟧', open) >= end ? open : end
}
