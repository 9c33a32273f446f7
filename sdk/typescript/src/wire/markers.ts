/*
 * Markers for redacted and cut data: `⟦redacted:jwt⟧`, `⟦cut:chars:1843⟧`. They are text, so that they can stand inside
 * messages, stacks and JSON within strings. Nobody can forge one, because every other ⟦ and ⟧ is rewritten to [[ and
 * ]].
 */
import { codePoints, copyText, indexOfCodePoint } from './text.ts'

const MARKER_SOURCE = '⟦(?:redacted|cut):[a-z][a-z0-9-]{0,31}(?::[0-9]{1,9})?⟧'

const MARKER = new RegExp(`(${MARKER_SOURCE})`)
const ONLY_MARKERS = new RegExp(`^(?:${MARKER_SOURCE})+$`)
const TRAILING_CUT = /⟦cut:chars:([0-9]{1,9})⟧$/
const MAX_COUNT = 999_999_999

/** What was cut. Most markers also say how much. */
export type Cut = 'chars' | 'items' | 'keys' | 'depth' | 'nodes' | 'size' | 'binary' | 'type'

export function redactedMarker(rule: string): string {
  return `⟦redacted:${rule}⟧`
}

export function cutMarker(what: Cut, count?: number): string {
  return count === undefined ? `⟦cut:${what}⟧` : `⟦cut:${what}:${Math.min(count, MAX_COUNT)}⟧`
}

/** Whether the text consists of one or more markers and nothing else. */
export function isMarker(text: string): boolean {
  return text.startsWith('⟦') && ONLY_MARKERS.test(text)
}

/** The number in a marker such as `⟦cut:items:70⟧`, if `value` is exactly one marker of that kind. */
export function readCut(value: unknown, what: 'items' | 'keys'): number | undefined {
  if (typeof value !== 'string') return undefined
  const match = /^⟦cut:([a-z]+):([0-9]{1,9})⟧$/.exec(value)
  return match?.[1] === what ? Number(match[2]) : undefined
}

/** For text that has no markers of ours yet: rewrites every ⟦ and ⟧, so that none looks like ours. */
export function escapeBrackets(text: string): string {
  return replaceEach(replaceEach(text, '⟦', '[['), '⟧', ']]')
}

/** As `replaceAll`, which is slow where there is much to replace. */
function replaceEach(text: string, what: string, by: string): string {
  return text.includes(what) ? text.split(what).join(by) : text
}

/** For text that may have markers of ours: they stay, and any other ⟦ and ⟧ is rewritten. Idempotent. */
export function escapeStrayBrackets(text: string): string {
  if (!text.includes('⟦') && !text.includes('⟧')) return text
  // The parts with an odd number are the markers.
  const parts = text.split(MARKER)
  return parts.map((part, index) => (index % 2 === 1 ? part : escapeBrackets(part))).join('')
}

/** The text without a `⟦cut:chars:N⟧` at its end, and that N. */
export function splitCut(text: string): { base: string; cut: number } {
  const match = TRAILING_CUT.exec(text)
  return match ? { base: text.slice(0, match.index), cut: Number(match[1]) } : { base: text, cut: 0 }
}

/**
 * Cuts text to `max` code points, never inside a marker, and appends `⟦cut:chars:N⟧`. The N of an earlier cut is
 * added, and its marker does not count towards `max`, so cutting twice equals cutting once.
 */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text
  const { base, cut } = splitCut(text)
  const end = beforeMarker(base, indexOfCodePoint(base, max))
  if (end >= base.length) return text
  return copyText(base.slice(0, end) + cutMarker('chars', cut + codePoints(base.slice(end))))
}

const LONGEST_MARKER = 52

/** Where the marker ends that the place `at` is in. For text without stray brackets. */
export function endOfMarker(text: string, at: number): number | undefined {
  const before = text.slice(Math.max(0, at - LONGEST_MARKER), at)
  if (before.lastIndexOf('⟦') <= before.lastIndexOf('⟧')) return undefined
  const end = text.slice(at, at + LONGEST_MARKER).indexOf('⟧')
  return end === -1 ? undefined : at + end + 1
}

function beforeMarker(text: string, end: number): number {
  const open = text.lastIndexOf('⟦', end - 1)
  if (open === -1 || end - open > LONGEST_MARKER) return end
  return text.indexOf('⟧', open) >= end ? open : end
}
