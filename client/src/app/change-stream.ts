import type { ChangeDto } from '#shared/support-ticket.ts'
import { queryClient, trpc } from '../lib/trpc.ts'

type Listener = (change: ChangeDto) => void

/** What has come over the live subscription of one organization: passes changes on and knows where to resume. */
export class ChangeStream {
  readonly org: string
  /** The id of the last message; undefined until the first, which is a greeting that carries one. */
  lastEventId: string | undefined
  readonly #listeners = new Set<Listener>()

  constructor(org: string) {
    this.org = org
  }

  receive(id: string, change: ChangeDto): void {
    this.lastEventId = id
    refreshQueries(this.org, change)
    for (const listener of this.#listeners) listener(change)
  }

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}

/** Messages carry ids only: what changed is fetched again, through the ordinary queries and their authorization. */
function refreshQueries(org: string, change: ChangeDto): void {
  switch (change.type) {
    case 'hello':
      // The stream begins here: whatever was fetched before it may have missed a change.
      void queryClient.invalidateQueries({ predicate: ({ queryKey }) => isOfOrganization(queryKey, org) })
      return
    case 'servers-changed':
      void queryClient.invalidateQueries(trpc.mcpServer.pathFilter())
      return
    case 'end-users-changed':
      void queryClient.invalidateQueries(trpc.endUser.pathFilter())
      return
    case 'members-changed':
      // A role decides what the pages offer.
      void queryClient.invalidateQueries(trpc.organization.pathFilter())
      void queryClient.invalidateQueries(trpc.account.session.queryFilter())
      return
    case 'ticket-opened':
    case 'ticket-changed':
      void queryClient.invalidateQueries(
        trpc.supportTicket.get.queryFilter({ org, reference: change.reference }),
      )
      // The list on screen decides itself, so that rows do not jump under the reader.
      void queryClient.invalidateQueries({ ...trpc.supportTicket.list.pathFilter(), refetchType: 'none' })
  }
}

function isOfOrganization(queryKey: readonly unknown[], org: string): boolean {
  const options = queryKey[1] as { input?: { org?: string } } | undefined
  return options?.input?.org === org
}
