import { DomainError } from '../domain/errors.ts'

export interface Places {
  /** Of one owner. */
  atOnce: number
  /** What one is told who has as many. */
  detail: string
  retryAfterSeconds: number
}

/**
 * Takes one of the places that an owner has in this process, for something that lasts.
 *
 * @param taken how many each owner has, for all who ask
 * @returns gives it back, once
 * @throws DomainError `quota-exceeded`
 */
export function takePlace(
  taken: Map<string, number>,
  owner: string,
  { atOnce, detail, retryAfterSeconds }: Places,
): () => void {
  const count = taken.get(owner) ?? 0
  if (count >= atOnce) throw new DomainError('quota-exceeded', { detail, retryAfterSeconds })
  taken.set(owner, count + 1)
  let isHeld = true
  return () => {
    if (!isHeld) return
    isHeld = false
    const left = (taken.get(owner) ?? 1) - 1
    if (left > 0) taken.set(owner, left)
    else taken.delete(owner)
  }
}
