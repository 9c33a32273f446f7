import type { ChangeDto } from '#shared/support-ticket.ts'
import { useCallback, useEffect, useRef, useState } from 'react'
import { knownSession } from '../lib/known-session.ts'
import type { LiveState } from '../lib/live-updates.ts'
import type { ChangeStream } from './change-stream.ts'
import { TabChannel, type TabMessage } from './tab-channel.ts'

/** A tab that leads answers at once. One that the browser put to sleep does not. */
const ANSWER_TIMEOUT_MS = 3_000

/** The tabs of this browser that show the same organization: whether this one leads, and what it hears if not. */
export function useTabs(stream: ChangeStream) {
  const [isLeading, setLeading] = useState(false)
  const [heard, setHeard] = useState<LiveState>('connecting')
  const channel = useRef<TabChannel>(undefined)
  /** What a new tab is told; undefined while another tab leads. */
  const told = useRef<LiveState>(undefined)

  useEffect(() => {
    let hears: LiveState = 'connecting'
    const hear = (message: TabMessage) => {
      if (message.type === 'who') {
        if (told.current) open.send({ type: 'state', state: told.current })
        return
      }
      if (told.current) return
      if (message.type === 'change') return stream.receive(message.id, message.change)
      if (hears === 'connecting' && message.state === 'live') stream.join()
      hears = message.state
      setHeard(message.state)
    }
    const lead = () => {
      told.current = 'connecting'
      setLeading(true)
    }
    const follow = () => {
      told.current = undefined
      setLeading(false)
    }
    const name = `mcp-obs:live:${stream.org}:${knownSession()?.account.email ?? ''}`
    const open = new TabChannel(name, { lead, follow, hear })
    channel.current = open
    const wake = () => {
      const isMissed = told.current === undefined && hears !== 'live'
      if (isMissed && document.visibilityState === 'visible') open.take()
    }
    const timer = setTimeout(wake, ANSWER_TIMEOUT_MS)
    document.addEventListener('visibilitychange', wake)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', wake)
      open.close()
    }
  }, [stream])

  const tellState = useCallback((state: LiveState) => {
    if (told.current === undefined) return
    told.current = state
    channel.current?.send({ type: 'state', state })
  }, [])
  const tellChange = useCallback((id: string, change: ChangeDto) => {
    channel.current?.send({ type: 'change', id, change })
  }, [])
  return { isLeading, heard, tellState, tellChange }
}
