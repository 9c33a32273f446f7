import { useDebouncedCallback } from '@mantine/hooks'
import { useSubscription } from '@trpc/tanstack-react-query'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { type LiveState, LiveUpdatesContext } from '../lib/live-updates.ts'
import { queryClient, trpc } from '../lib/trpc.ts'
import { ChangeStream } from './change-stream.ts'

const COUNT_DELAY_MS = 700
const RETRY_DELAY_MS = 3_000

/**
 * The one live subscription of this tab. A hidden tab closes its connection: over HTTP/1.1, browsers allow six connections
 * to one origin, and hidden tabs must not take them all. When the tab is shown again, missed changes are replayed.
 * Use the organization as the `key` of this component, because every organization has its own stream.
 */
export function LiveUpdatesProvider({ org, children }: { org: string; children: ReactNode }) {
  const [stream] = useState(() => new ChangeStream(org))
  const [visible, setVisible] = useState(isVisible)
  const [resumeFrom, setResumeFrom] = useState<string>()

  const { status, data, reset } = useSubscription(
    trpc.supportTicket.watch.subscriptionOptions(
      { org, lastEventId: resumeFrom },
      {
        enabled: visible,
        onData: ({ id, data: change }) => stream.receive(id, change),
      },
    ),
  )

  const refreshCount = useDebouncedCallback(
    () => void queryClient.invalidateQueries(trpc.supportTicket.countOpen.queryFilter({ org })),
    COUNT_DELAY_MS,
  )
  useEffect(
    () =>
      stream.subscribe(({ type }) => {
        if (type.startsWith('ticket-')) refreshCount()
      }),
    [stream, refreshCount],
  )

  useEffect(() => {
    const follow = () => {
      // A new subscription starts now. With the last id, it starts where the previous one stopped.
      setResumeFrom(stream.lastEventId)
      setVisible(isVisible())
    }
    document.addEventListener('visibilitychange', follow)
    return () => document.removeEventListener('visibilitychange', follow)
  }, [stream])

  // EventSource reconnects by itself after a lost connection, but not after an answer with an error, and not after the
  // server has ended the stream with its session: a changed password ends the session of every tab, and gives a new one.
  const hasEnded = status === 'error' || (status === 'idle' && visible)
  useEffect(() => {
    if (!hasEnded) return undefined
    void queryClient.invalidateQueries(trpc.account.session.queryFilter())
    const timer = setTimeout(() => {
      if (stream.lastEventId === resumeFrom) reset()
      else setResumeFrom(stream.lastEventId)
    }, RETRY_DELAY_MS)
    return () => clearTimeout(timer)
  }, [hasEnded, stream, resumeFrom, reset])

  const [wasLive, setWasLive] = useState(false)
  if (data && !wasLive) setWasLive(true)
  const state = liveState(status, wasLive)
  const value = useMemo(() => ({ state, subscribe: stream.subscribe }), [state, stream])
  return <LiveUpdatesContext value={value}>{children}</LiveUpdatesContext>
}

function isVisible(): boolean {
  return document.visibilityState === 'visible'
}

function liveState(status: string, wasLive: boolean): LiveState {
  if (status === 'pending') return 'live'
  return wasLive ? 'reconnecting' : 'connecting'
}
