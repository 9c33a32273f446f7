import { sha256 } from '../domain/sha256.ts'

/** A strong tag of a body. */
export function etagOf(body: string): string {
  return `"${sha256(body).toString('base64url')}"`
}

/** Whether `If-None-Match` names a tag. Weak comparison, which is what it asks for: a proxy may have weakened the tag. */
export function namesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
}
