import { segmentText } from '../../lib/untrusted-text.ts'

/** How many values were withheld in captured data before it left the server. */
export function countWithheld(value: unknown): number {
  return segmentText(JSON.stringify(value) ?? '').filter(
    (segment) => segment.kind === 'marker' && segment.marker.action === 'redacted',
  ).length
}
