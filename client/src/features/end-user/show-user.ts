import type { EndUserDetailsDto } from '#shared/end-user.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'

/** Puts a user who was just changed on the screen, and has the lists that name them fetched again. */
export function showUser(server: { org: string; slug: string }, user: EndUserDetailsDto): void {
  queryClient.setQueryData(trpc.endUser.get.queryKey({ ...server, userId: user.id }), user)
  void queryClient.invalidateQueries(trpc.endUser.list.pathFilter())
}
