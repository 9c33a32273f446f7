import type { ChangeDto } from '#shared/support-ticket.ts'
import { useDebouncedCallback, useDocumentVisibility } from '@mantine/hooks'
import { useSubscription } from '@trpc/tanstack-react-query'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type LiveState, LiveUpdatesContext } from '../lib/live-updates.ts'
import { queryClient, trpc } from '../lib/trpc.ts'

const COUNT_DELAY_MS = 700
const RETRY_DELAY_MS = 3_000

/**
 * The one live subscription of this tab. It carries ids only: what changed is fetched again, through the ordinary
 * queries and their authorization. A hidden tab lets go of its connection, because browsers give an HTTP/1.1 origin
 * six and a few forgotten tabs would starve the one in use; coming back replays what was missed.
 */
export function LiveUpdatesProvider({ org, children }: { org: string; children: ReactNode }) {
  const visible = useDocumentVisibility() === 'visible'
  const lastEventId = useRef<string>(undefined)
  const [resumeFrom, setResumeFrom] = useState<string>()
  const [connectedOnce, setConnectedOnce] = useState(false)
  const listeners = useRef(new Set<(change: ChangeDto) => void>())

  const refreshCount = useDebouncedCallback(
    () => void queryClient.invalidateQueries(trpc.supportTicket.countOpen.queryFilter({ org })),
    COUNT_DELAY_MS,
  )

  const { status, reset } = useSubscription(
    trpc.supportTicket.watch.subscriptionOptions(
      { org, lastEventId: resumeFrom },
      {
        enabled: visible,
        onData: ({ id, data: change }) => {
          lastEventId.current = id
          setConnectedOnce(true)
          refreshQueries(org, change)
          if (change.type !== 'servers-changed') refreshCount()
          for (const listener of listeners.current) listener(change)
        },
      },
    ),
  )

  // A new subscription would start at the present; hand it the place where this one stopped.
  useEffect(() => {
    if (!visible) setResumeFrom(lastEventId.current)
  }, [visible])

  // EventSource reconnects by itself after a lost connection, but gives up on an error answer.
  useEffect(() => {
    if (status !== 'error') return
    void queryClient.invalidateQueries(trpc.account.session.queryFilter())
    const timer = setTimeout(() => {
      setResumeFrom(lastEventId.current)
      reset()
    }, RETRY_DELAY_MS)
    return () => clearTimeout(timer)
  }, [status, reset])

  const subscribe = useCallback((listener: (change: ChangeDto) => void) => {
    listeners.current.add(listener)
    return () => void listeners.current.delete(listener)
  }, [])

  const state = liveState(status, connectedOnce)
  const value = useMemo(() => ({ state, subscribe }), [state, subscribe])
  return <LiveUpdatesContext value={value}>{children}</LiveUpdatesContext>
}

function liveState(status: string, connectedOnce: boolean): LiveState {
  if (status === 'pending') return 'live'
  return connectedOnce ? 'reconnecting' : 'connecting'
}

function refreshQueries(org: string, change: ChangeDto): void {
  switch (change.type) {
    case 'hello':
      // The stream begins here: whatever was fetched before it may have missed a change.
      void queryClient.invalidateQueries({ predicate: (query) => isOfOrganization(query.queryKey, org) })
      return
    case 'servers-changed':
      void queryClient.invalidateQueries(trpc.mcpServer.pathFilter())
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
