import type { IncomingMessage } from 'node:http'

/** How often a header was sent. Node keeps only the first `Host` and `Authorization` of several in `headers`. */
export function countHeader({ rawHeaders }: IncomingMessage, name: string): number {
  return rawHeaders.filter((header, index) => index % 2 === 0 && header.toLowerCase() === name).length
}
