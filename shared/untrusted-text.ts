/**
 * A part of a text from end-users, their clients and the tools they called. Such text is shown as text. Two things in it
 * are made visible: the markers that the SDK writes where it redacts or cuts (wire contract §4.2), and characters that
 * reorder text, hide it or look like other text.
 */
export type TextSegment =
  | { kind: 'text'; at: number; source: string }
  | { kind: 'marker'; at: number; source: string; marker: Marker }
  | { kind: 'invisible'; at: number; source: string; codePoint: number; count: number }

export type Marker =
  | { action: 'redacted'; rule: string }
  | { action: 'cut'; rule: string; amount: number | undefined }

const MARKER = '⟦(?<action>redacted|cut):(?<rule>[a-z][a-z0-9-]{0,31})(?::(?<amount>[0-9]{1,9}))?⟧'

/**
 * Control characters except tab and line feed, bidirectional controls, zero-width and other invisible characters, and the
 * tag characters, which can hide instructions. Joiners count only after ASCII, because emoji and several scripts need them.
 */
const INVISIBLE = String.raw`(?<unseen>[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]|(?<![^\u0000-\u007f])[\u200c\u200d])\k<unseen>*`

const SPECIAL = new RegExp(`${MARKER}|${INVISIBLE}`, 'gu')

const NAMES: Readonly<Record<number, string>> = {
  0x00ad: 'soft hyphen',
  0x200b: 'zero-width space',
  0x200c: 'zero-width non-joiner',
  0x200d: 'zero-width joiner',
  0x200e: 'left-to-right mark',
  0x200f: 'right-to-left mark',
  0x2028: 'line separator',
  0x2029: 'paragraph separator',
  0x202a: 'left-to-right embedding',
  0x202b: 'right-to-left embedding',
  0x202c: 'end of direction change',
  0x202d: 'left-to-right override',
  0x202e: 'right-to-left override',
  0x2066: 'left-to-right isolate',
  0x2067: 'right-to-left isolate',
  0x2068: 'first strong isolate',
  0x2069: 'end of isolate',
  0xfeff: 'byte order mark',
}

export function segmentText(text: string): TextSegment[] {
  const segments: TextSegment[] = []
  let end = 0
  for (const match of text.matchAll(SPECIAL)) {
    const at = match.index
    if (at > end) segments.push({ kind: 'text', at: end, source: text.slice(end, at) })
    segments.push({ at, source: match[0], ...readSpecial(match[0], match.groups ?? {}) })
    end = at + match[0].length
  }
  if (end < text.length) segments.push({ kind: 'text', at: end, source: text.slice(end) })
  return segments
}

type Special = { kind: 'marker'; marker: Marker } | { kind: 'invisible'; codePoint: number; count: number }

function readSpecial(source: string, groups: Record<string, string | undefined>): Special {
  const { action, rule = '', amount } = groups
  if (action === 'redacted') return { kind: 'marker', marker: { action, rule } }
  if (action === 'cut') {
    return { kind: 'marker', marker: { action, rule, amount: amount ? Number(amount) : undefined } }
  }
  return { kind: 'invisible', codePoint: source.codePointAt(0) ?? 0, count: Array.from(source).length }
}

/** Returns the marker if `text` is nothing but one marker. */
export function wholeMarker(text: string): Marker | undefined {
  const [segment, ...others] = segmentText(text)
  return segment?.kind === 'marker' && others.length === 0 ? segment.marker : undefined
}

/** Describes a marker, for the label that is shown in its place. */
export function describeMarker(marker: Marker): string {
  if (marker.action === 'redacted') return `withheld: ${marker.rule}`
  const { rule, amount } = marker
  const count = amount?.toLocaleString('en')
  if (rule === 'chars' && count) return `${count} more characters cut`
  if (rule === 'items' && count) return `${count} more items cut`
  if (rule === 'keys' && count) return `${count} more fields cut`
  if (rule === 'binary' && count) return `binary data cut, ${count} bytes`
  if (rule === 'depth') return 'deeper levels cut'
  if (rule === 'size' || rule === 'nodes') return 'cut: too large'
  if (rule === 'type') return 'cut: not data'
  return count ? `cut: ${rule} ${count}` : `cut: ${rule}`
}

export function describeCodePoint(codePoint: number): string {
  const hex = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`
  const name = NAMES[codePoint]
  return name ? `${hex} ${name}` : hex
}

/** Returns the text with every invisible character named, for places that take plain text only. */
export function revealInvisible(text: string): string {
  return segmentText(text)
    .map((segment) => {
      if (segment.kind !== 'invisible') return segment.source
      return `[${describeCodePoint(segment.codePoint)}${segment.count > 1 ? ` ×${segment.count}` : ''}]`
    })
    .join('')
}
