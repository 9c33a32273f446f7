import { TimeAgo } from '../../ui/time-ago.tsx'

/** When an SDK last fetched the settings of an MCP server. */
export function LastSeen({ iso }: { iso: string | undefined }) {
  if (!iso) return 'Not connected yet'
  return (
    <>
      Settings fetched <TimeAgo iso={iso} />
    </>
  )
}
