import { z } from 'zod'

/** The search parameters of the list of users. An invalid value is ignored, so that the page still opens. */
export const userListSearch = z.object({
  search: z.string().max(100).optional().catch(undefined),
  cursor: z.string().max(100).optional().catch(undefined),
})
export type UserListSearch = z.infer<typeof userListSearch>

export function userListInput(
  server: { org: string; slug: string },
  { search = '', cursor }: UserListSearch,
) {
  return { ...server, search, cursor }
}
