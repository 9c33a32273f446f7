import { IconWifiOff } from '@tabler/icons-react'
import { formatClock } from '../lib/format.ts'
import { useOfflineSince } from '../lib/use-offline-since.ts'
import classes from './offline-notice.module.css'

/** Says on every page that the browser is offline, and how old is what it shows. */
export function OfflineNotice() {
  const since = useOfflineSince()
  return (
    <output className={classes.notice} data-offline={since && ''}>
      {since && (
        <>
          <IconWifiOff size={16} className={classes.icon} aria-hidden />
          <span>
            <strong>Offline.</strong> This page is from {formatClock(since)}. Changes are not saved until the
            connection is back.
          </span>
        </>
      )}
    </output>
  )
}
