import type { EndUserDetailsDto } from '#shared/end-user.ts'
import { notify } from '../../lib/notify.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'

/**
 * Returns what follows when a user was changed from a dialog: the page shows the new state, the lists that contain the
 * user are fetched again, a message confirms the change, and the dialog closes.
 */
export function finishChange(server: { org: string; slug: string }, message: string, onDone: () => void) {
  return (user: EndUserDetailsDto): void => {
    queryClient.setQueryData(trpc.endUser.get.queryKey({ ...server, userId: user.id }), user)
    void queryClient.invalidateQueries(trpc.endUser.list.pathFilter())
    notify(message)
    onDone()
  }
}
