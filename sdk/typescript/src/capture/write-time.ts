let last: number | undefined
let written = ''

/** RFC 3339 in UTC with milliseconds. The last one is remembered, because it is written for a call and for its breadcrumb. */
export function writeTime(ms: number): string {
  if (ms !== last) written = new Date(ms).toISOString()
  last = ms
  return written
}
