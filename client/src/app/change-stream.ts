import type { ChangeDto } from '#shared/support-ticket.ts'
import { queryClient, trpc } from '../lib/trpc.ts'

type Listener = (change: ChangeDto) => void

/** The live subscription of one organization: passes changes on and remembers where to resume. */
export class ChangeStream {
  readonly org: string
  /** The id of the last message; undefined before the first message, `hello`. */
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

  /** Fetches again what is on screen: what was read before this tab followed the stream may miss a change. */
  join(): void {
    refreshQueries(this.org, { type: 'hello', resumed: false })
  }

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}

/** Messages contain ids only. What changed is fetched again by the usual queries, which check the permissions. */
function refreshQueries(org: string, change: ChangeDto): void {
  switch (change.type) {
    case 'hello':
      // What was missed follows.
      if (change.resumed) return
      // The stream begins here. Data that was fetched earlier may miss a change.
      void queryClient.invalidateQueries({ predicate: ({ queryKey }) => isOfOrganization(queryKey, org) })
      return
    case 'servers-changed':
      void queryClient.invalidateQueries(trpc.mcpServer.pathFilter())
      // Tickets show the name of their server.
      void queryClient.invalidateQueries(trpc.supportTicket.get.pathFilter())
      markListsStale()
      return
    case 'server-setup-changed':
      void queryClient.invalidateQueries(trpc.mcpServer.setup.pathFilter())
      return
    case 'end-users-changed':
      void queryClient.invalidateQueries(trpc.endUser.pathFilter())
      return
    case 'members-changed':
      // A role decides what the pages offer.
      void queryClient.invalidateQueries(trpc.organization.pathFilter())
      void queryClient.invalidateQueries(trpc.invitation.pathFilter())
      void queryClient.invalidateQueries(trpc.accessToken.pathFilter())
      void queryClient.invalidateQueries(trpc.agent.pathFilter())
      void queryClient.invalidateQueries(trpc.account.session.queryFilter())
      return
    case 'ticket-opened':
    case 'ticket-changed':
      void queryClient.invalidateQueries(
        trpc.supportTicket.get.queryFilter({ org, reference: change.reference }),
      )
      markListsStale()
      return
    case 'tickets-changed':
      for (const reference of change.references) {
        void queryClient.invalidateQueries(trpc.supportTicket.get.queryFilter({ org, reference }))
      }
      markListsStale()
      return
    case 'ticket-deleted':
      // A page on which the ticket is open says so by itself. There is nothing left to fetch.
      void queryClient.invalidateQueries({
        ...trpc.supportTicket.get.queryFilter({ org, reference: change.reference }),
        refetchType: 'none',
      })
      markListsStale()
  }
}

/** The list on screen decides when to fetch, so that its rows do not move while somebody reads them. */
function markListsStale(): void {
  void queryClient.invalidateQueries({ ...trpc.supportTicket.list.pathFilter(), refetchType: 'none' })
}

function isOfOrganization(queryKey: readonly unknown[], org: string): boolean {
  const options = queryKey[1] as { input?: { org?: string } } | undefined
  return options?.input?.org === org
}
