import { createPublicKey, type JsonWebKeyInput } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { keyOfAssertion } from './client-authentication.ts'
import { readDocument } from './client-metadata.ts'

/** Bytes. */
const MAX_DOCUMENT = 16_384
const MAX_KEY_SET = 65_536
/** Characters of key sets kept in memory, and for how many milliseconds: clients sign in and refresh all the time. */
const KEPT_KEY_SETS = 4_000_000
const KEY_SET_LIFE = 60_000

interface KeySet {
  text: string
  ids: ReadonlySet<unknown>
  /** Whether it was fetched because the one before did not have a key. */
  isSecond: boolean
}

/**
 * Fetches what the library asks for about clients, which is a document or a key set: never through a redirect, and no
 * more than so many bytes. Of a document it passes on what has an effect here, since the library refuses whole documents
 * for one optional member. The library reads a key set for every assertion, so those are kept for a minute. A set that
 * does not have the key of an assertion is fetched again, once in that time: clients change their keys.
 *
 * @param fetchDocument guarded against private addresses
 */
export function fetchAboutClients(fetchDocument: typeof fetch): typeof fetch {
  const keySets = new LRUCache<string, KeySet>({
    maxSize: KEPT_KEY_SETS,
    sizeCalculation: ({ text }, url) => text.length + url.length,
    ttl: KEY_SET_LIFE,
  })
  return async (address, options = {}) => {
    // The library follows redirects for key sets only.
    if (options.redirect === 'manual') return tidied(await fetchDocument(address, options))
    const url = address instanceof Request ? address.url : String(address)
    const kept = keySets.get(url)
    const wanted = keyOfAssertion()
    const isEnough = kept && (kept.isSecond || wanted === undefined || kept.ids.has(wanted))
    if (isEnough) return asJson(kept.text)
    const response = await fetchDocument(address, { ...options, redirect: 'manual' })
    const text = await readText(response, MAX_KEY_SET)
    if (response.status !== 200) return new Response(null, { status: 502 })
    const keys = usableKeysOf(JSON.parse(text))
    if (!keys) return asJson(text)
    const set = JSON.stringify({ keys })
    keySets.set(url, { text: set, ids: new Set(keys.map(({ kid }) => kid)), isSecond: kept !== undefined })
    return asJson(set)
  }
}

async function tidied(response: Response): Promise<Response> {
  if (response.status !== 200) return response
  const text = await readText(response, MAX_DOCUMENT)
  const document: unknown = JSON.parse(text)
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return asJson(text)
  const headers = new Headers({ 'content-type': 'application/json' })
  for (const name of ['cache-control', 'expires']) {
    const value = response.headers.get(name)
    if (value) headers.set(name, value)
  }
  return new Response(JSON.stringify(readDocument(document)), { headers })
}

/**
 * The public keys of a set, without what is not understood (RFC 7517 §5), for which the library would refuse the set.
 * Nothing where it is no set.
 */
function usableKeysOf(value: unknown): PublicKey[] | undefined {
  if (typeof value !== 'object' || value === null || !('keys' in value)) return undefined
  return Array.isArray(value.keys) ? (value.keys as unknown[]).filter(isPublicKey) : undefined
}

interface PublicKey {
  kid?: unknown
}

function isPublicKey(key: unknown): key is PublicKey {
  try {
    // Node makes a public key of a private one, too.
    return (
      !('d' in (key as object)) &&
      Boolean(createPublicKey({ key: key as JsonWebKeyInput['key'], format: 'jwk' }))
    )
  } catch {
    return false
  }
}

async function readText({ body }: Response, limit: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.length
    if (length > limit) throw new Error('What was fetched about a client is too long')
    chunks.push(chunk)
  }
  // Without a byte order mark.
  return new TextDecoder().decode(Buffer.concat(chunks))
}

function asJson(text: string): Response {
  return new Response(text, { headers: { 'content-type': 'application/json' } })
}
