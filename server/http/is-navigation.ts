import type { IncomingHttpHeaders } from 'node:http'

/** A range of RFC 9110 §12.5.1 with its weight. */
const WEIGHT = /^q=([01](?:\.\d{0,3})?)$/i

interface Asked {
  method: string
  headers: IncomingHttpHeaders
}

/**
 * Whether a person waits for a page: browsers say so (`Sec-Fetch-Mode`), and where they do not, as without https, what
 * they accept says it. A program that asks for JSON, for anything or for nothing gets JSON.
 */
export function isNavigation({ method, headers }: Asked): boolean {
  const mode = headers['sec-fetch-mode']
  if (mode !== undefined) return mode === 'navigate'
  if (method !== 'GET' && method !== 'HEAD') return false
  const { accept = '' } = headers
  const html = weightOf('text/html', accept)
  return html > 0 && html >= weightOf('application/json', accept)
}

/** How much of a type is wanted by its own name, from 0 to 1. */
function weightOf(type: string, accept: string): number {
  for (const range of accept.split(',')) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim())
    if (name.toLowerCase() !== type) continue
    const weight = parameters.map((parameter) => WEIGHT.exec(parameter)?.[1]).find(Boolean)
    return weight === undefined ? 1 : Number(weight)
  }
  return 0
}
