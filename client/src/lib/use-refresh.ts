import { useDebouncedCallback } from '@mantine/hooks'

/** While changes go on without a pause, it waits so many times as long at most. */
const MOST_DELAYS = 4

/**
 * Calls `fetchAgain` once for changes that come one soon after the other.
 *
 * @param delay milliseconds after the last of them
 */
export function useRefresh(fetchAgain: () => void, delay: number): () => void {
  return useDebouncedCallback(fetchAgain, { delay, maxWait: delay * MOST_DELAYS })
}
