import { type Marker, segmentText, wholeMarker } from './untrusted-text.ts'

interface Filled {
  value: unknown
  /** In the order in which they stand. */
  placeholders: string[]
}

/**
 * Returns captured data with a named placeholder in place of each marker of redaction or cutting: `apiKey` that was
 * redacted is `<API_KEY>`. Names of fields that were cut are left out.
 */
export function fillPlaceholders(data: unknown): Filled {
  const placeholders: string[] = []
  const name = (path: string, suffix: string): string => {
    const base = [upperSnake(path), suffix].filter(Boolean).join('_') || 'VALUE'
    let free = base
    for (let count = 2; placeholders.includes(free); count++) free = `${base}_${count}`
    placeholders.push(free)
    return `<${free}>`
  }
  const fill = (value: unknown, path: string): unknown => {
    if (typeof value === 'string')
      return fillText(value, (marker, isWhole) => name(path, suffixOf(marker, isWhole)))
    if (Array.isArray(value)) return value.map((each) => fill(each, path))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, each]) => (wholeMarker(key) ? [] : [[key, fill(each, key)]])),
    )
  }
  const value = fill(data, '')
  return { value, placeholders }
}

function fillText(text: string, name: (marker: Marker, isWhole: boolean) => string): string {
  const isWhole = wholeMarker(text) !== undefined
  return segmentText(text)
    .map((segment) => (segment.kind === 'marker' ? name(segment.marker, isWhole) : segment.source))
    .join('')
}

/** The name of the field says enough about a value that is wholly redacted. */
function suffixOf({ action, rule }: Marker, isWhole: boolean): string {
  if (action === 'cut') return `CUT_${upperSnake(rule)}`
  return isWhole && rule === 'key' ? '' : upperSnake(rule)
}

function upperSnake(text: string): string {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '')
    .toUpperCase()
    .slice(0, 40)
}
