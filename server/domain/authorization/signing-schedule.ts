/** Minutes a new key is published before it signs: longer than verifiers cache a key set. */
const PUBLISHED_BEFORE = 15
/** Minutes a key is published after it signed last: the life of a token, and verifiers that cache for an hour. */
const PUBLISHED_AFTER = 75

interface DatedKey {
  createdAt: Date
}

/**
 * Which keys an authorization server shows at a moment, derived from their ages alone, so that rotating is adding a key
 * and every process sees the same.
 *
 * @param keys in the order they were made
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
