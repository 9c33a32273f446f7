import { TimeAgo } from '../../ui/time-ago.tsx'

/** When a user or a session was last active. */
export function LastSeen({ iso }: { iso: string | undefined }) {
  return iso ? <TimeAgo iso={iso} /> : 'never'
}
