import type { ChangeDto } from '#shared/support-ticket.ts'
import { useSubscription } from '@trpc/tanstack-react-query'
import { useEffect, useState } from 'react'
import type { LiveState } from '../lib/live-updates.ts'
import { queryClient, trpc } from '../lib/trpc.ts'
import type { ChangeStream } from './change-stream.ts'

/** Milliseconds between two attempts: not the same for all tabs, because a process that starts again has hundreds at once. */
const retryDelay = () => 2_000 + Math.random() * 2_000

/**
 * The connection of the live updates. It begins where the stream of this tab stopped.
 * @param isWanted whether this tab holds the connection of its browser
 * @param tell passes each change on to the other tabs
 */
export function useLiveStream(
  stream: ChangeStream,
  isWanted: boolean,
  tell: (id: string, change: ChangeDto) => void,
): LiveState {
  const [resumeFrom, setResumeFrom] = useState<string>()
  const [wasWanted, setWasWanted] = useState(isWanted)
  if (wasWanted !== isWanted) {
    setWasWanted(isWanted)
    // A new subscription starts now. With the last id, it starts where the previous one stopped.
    setResumeFrom(stream.lastEventId)
  }

  const { status, data, reset } = useSubscription(
    trpc.supportTicket.watch.subscriptionOptions(
      { org: stream.org, lastEventId: resumeFrom },
      {
        enabled: isWanted,
        onData: ({ id, data: change }) => {
          stream.receive(id, change)
          tell(id, change)
        },
      },
    ),
  )

  // EventSource reconnects by itself after a lost connection, but not after an answer with an error, and not after the
  // server has ended the stream with its session: a changed password ends the session of every tab, and gives a new one.
  const hasEnded = isWanted && (status === 'error' || status === 'idle')
  useEffect(() => {
    if (!hasEnded) return undefined
    void queryClient.invalidateQueries(trpc.account.session.queryFilter())
    const timer = setTimeout(() => {
      if (stream.lastEventId === resumeFrom) reset()
      else setResumeFrom(stream.lastEventId)
    }, retryDelay())
    return () => clearTimeout(timer)
  }, [hasEnded, stream, resumeFrom, reset])

  const [wasLive, setWasLive] = useState(false)
  if (data && !wasLive) setWasLive(true)
  if (status === 'pending') return 'live'
  return wasLive ? 'reconnecting' : 'connecting'
}
