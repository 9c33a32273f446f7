import { searchParams, text } from '../../lib/search-params.ts'

/** The search parameters of the list of users. */
export const userListSearch = searchParams({ search: text(100), cursor: text(100) })
export type UserListSearch = ReturnType<typeof userListSearch>

export function userListInput(
  server: { org: string; slug: string },
  { search = '', cursor }: UserListSearch,
) {
  return { ...server, search, cursor }
}
