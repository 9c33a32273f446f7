import type { ChangeDto } from '#shared/support-ticket.ts'
import { createContext, use, useEffect, useEffectEvent } from 'react'

/** `live`: changes arrive at once. Otherwise the screen may show old data until the stream is connected again. */
export type LiveState = 'connecting' | 'live' | 'reconnecting'

export interface LiveUpdates {
  state: LiveState
  subscribe: (listener: (change: ChangeDto) => void) => () => void
}

export const LiveUpdatesContext = createContext<LiveUpdates>({
  state: 'connecting',
  subscribe: () => () => {},
})

export function useLiveState(): LiveState {
  return use(LiveUpdatesContext).state
}

/** Calls `listener` for each change in the organization that is open. */
export function useLiveChange(listener: (change: ChangeDto) => void): void {
  const { subscribe } = use(LiveUpdatesContext)
  const onChange = useEffectEvent(listener)
  useEffect(() => subscribe((change) => onChange(change)), [subscribe])
}
