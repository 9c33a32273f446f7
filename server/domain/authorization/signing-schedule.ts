/** Minutes for which a new key is published before it signs. Verifiers cache a key set for a shorter time. */
const PUBLISHED_BEFORE = 15
/** Minutes for which a key is published after it signed last: a token's lifetime, and an hour in verifiers' caches. */
const PUBLISHED_AFTER = 75

interface DatedKey {
  createdAt: Date
}

/**
 * The keys that an authorization server publishes at a moment. They are derived from the keys' ages alone, so that
 * rotation only has to add a key, and every process gets the same answer.
 *
 * @param keys in the order in which they were created
 * @returns the key that signs, then the others that are published
 */
export function publishedKeys<Key extends DatedKey>(keys: readonly Key[], now: Date): Key[] {
  const signsFrom = (index: number) =>
    index === 0 ? -Infinity : keys[index]!.createdAt.getTime() + PUBLISHED_BEFORE * 60_000
  const signing = keys.findLastIndex((_, index) => signsFrom(index) <= now.getTime())
  const published = keys.filter((_, index) => {
    if (index === signing) return false
    return index > signing || signsFrom(index + 1) + PUBLISHED_AFTER * 60_000 > now.getTime()
  })
  return signing === -1 ? published : [keys[signing]!, ...published]
}
