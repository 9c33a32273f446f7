import { TimeAgo } from '../../ui/time-ago.tsx'

interface LastListedProps {
  /** When a client last got a list with the support tool. */
  iso: string | undefined
  /** Whether an SDK has fetched the settings. */
  isConnected: boolean
}

/** The last step of the setup: whether clients get the tool. */
export function LastListed({ iso, isConnected }: LastListedProps) {
  if (iso) {
    return (
      <>
        Clients got the tool <TimeAgo iso={iso} />.
      </>
    )
  }
  return isConnected
    ? 'No client has listed it yet. Connect one to your MCP server; this changes within two minutes.'
    : 'No client has listed it yet.'
}
