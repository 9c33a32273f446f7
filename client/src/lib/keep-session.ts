import type { Explanation } from './explain-problem.ts'
import { queryClient, trpc } from './trpc.ts'

/**
 * Reads the session that has just begun. A browser that blocks cookies has none: without a word, the person would be back
 * at the form.
 *
 * @returns what keeps the person out, if anything does
 */
export async function keepSession(): Promise<Explanation | undefined> {
  const session = await queryClient.fetchQuery({ ...trpc.account.session.queryOptions(), staleTime: 0 })
  if (session) return undefined
  return {
    message:
      'Your browser blocks cookies, and without them you cannot stay signed in. Allow cookies for this address, and sign in again.',
  }
}
