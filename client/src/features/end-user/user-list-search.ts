import { z } from 'zod'

/** What the address of the list of users says; a value that makes no sense is dropped instead of failing the page. */
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
