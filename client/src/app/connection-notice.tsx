import { IconWifiOff } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { announce } from '../lib/announce.ts'
import { formatClock } from '../lib/format.ts'
import { useLiveState } from '../lib/live-updates.ts'
import { useOfflineSince } from '../lib/use-offline-since.ts'
import classes from './connection-notice.module.css'

/** A tab that is shown again reconnects within this time. Nobody needs a message about that. */
const TOLD_AFTER_MS = 2_000

/** Says on every page, also to screen readers, that the connection is lost and how old is what it shows. */
export function ConnectionNotice() {
  const since = useOfflineSince()
  const isLost = useIsLost()
  return (
    <output className={classes.notice} data-lost={since || isLost ? '' : undefined}>
      {(since || isLost) && <IconWifiOff size={16} className={classes.icon} aria-hidden />}
      {since && (
        <span>
          <strong>Offline.</strong> This page is from {formatClock(since)}. Changes are not saved until the
          connection is back.
        </span>
      )}
      {!since && isLost && (
        <span>
          <strong>Connection lost.</strong> This page may show old data until it is connected again.
        </span>
      )}
    </output>
  )
}

/** Whether the live updates are away for longer than a moment, until they are there again. */
function useIsLost(): boolean {
  const state = useLiveState()
  const [isAway, isLive] = [state === 'reconnecting', state === 'live']
  const [isLost, setIsLost] = useState(false)
  const hasSaid = useRef(false)
  useEffect(() => {
    if (!isAway) return undefined
    const timer = setTimeout(() => {
      hasSaid.current = true
      setIsLost(true)
    }, TOLD_AFTER_MS)
    return () => clearTimeout(timer)
  }, [isAway])
  useEffect(() => {
    if (!isLive) return () => setIsLost(false)
    if (hasSaid.current) announce('Connected again.')
    hasSaid.current = false
    return undefined
  }, [isLive])
  return isLost
}
