/** RFC 3339 in UTC with milliseconds. */
export const writeTime = (ms: number): string => new Date(ms).toISOString()
