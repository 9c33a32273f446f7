import { LRUCache } from 'lru-cache'
import { isInForce } from './client-metadata.ts'

/** Bytes. */
const MAX_DOCUMENT = 16_384
const MAX_KEY_SET = 65_536
/** Characters of key sets kept in memory, and for how many milliseconds: clients sign in and refresh all the time. */
const KEPT_KEY_SETS = 4_000_000
const KEY_SET_LIFE = 60_000

/**
 * Fetches what the library asks for about clients, which is a document or a key set: never through a redirect, and no
 * more than so many bytes. Of a document it passes on what has an effect here, since the library refuses whole documents
 * for one optional member. The library reads a key set for every assertion, so those are kept for a minute.
 *
 * @param fetchDocument guarded against private addresses
 */
export function fetchAboutClients(fetchDocument: typeof fetch): typeof fetch {
  const keySets = new LRUCache<string, string>({
    maxSize: KEPT_KEY_SETS,
    sizeCalculation: ({ length }, url) => length + url.length,
    ttl: KEY_SET_LIFE,
  })
  return async (address, options = {}) => {
    // The library follows redirects for key sets only.
    if (options.redirect === 'manual') return tidied(await fetchDocument(address, options))
    const url = address instanceof Request ? address.url : String(address)
    const kept = keySets.get(url)
    if (kept !== undefined) return asJson(kept)
    const response = await fetchDocument(address, { ...options, redirect: 'manual' })
    const text = await readText(response, MAX_KEY_SET)
    if (response.status !== 200) return new Response(null, { status: 502 })
    if (isKeySet(JSON.parse(text))) keySets.set(url, text)
    return asJson(text)
  }
}

async function tidied(response: Response): Promise<Response> {
  if (response.status !== 200) return response
  const text = await readText(response, MAX_DOCUMENT)
  const document: unknown = JSON.parse(text)
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return asJson(text)
  const members = Object.entries(document).filter(isInForce)
  const headers = new Headers({ 'content-type': 'application/json' })
  for (const name of ['cache-control', 'expires']) {
    const value = response.headers.get(name)
    if (value) headers.set(name, value)
  }
  return new Response(JSON.stringify(Object.fromEntries(members)), { headers })
}

function isKeySet(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys)
}

async function readText({ body }: Response, limit: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.length
    if (length > limit) throw new Error('What was fetched about a client is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function asJson(text: string): Response {
  return new Response(text, { headers: { 'content-type': 'application/json' } })
}
