import { VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { trpc } from '../lib/trpc.ts'
import { LinkNav } from '../ui/link.tsx'
import classes from './navigation.module.css'

/** Changes are shown at once; this is for a desk on which they never pause. */
const REFRESH_MS = 60_000

interface UnresolvedServersProps {
  org: string
  onNavigate?: (() => void) | undefined
}

/** The MCP servers with the most unresolved tickets. */
export function UnresolvedServers({ org, onNavigate }: UnresolvedServersProps) {
  const id = useId()
  const { data } = useQuery({
    ...trpc.supportTicket.unresolvedByServer.queryOptions({ org }),
    refetchInterval: REFRESH_MS,
  })
  if (!data || data.servers.length === 0) return null
  return (
    <div>
      <p id={id} className={classes.group}>
        Unresolved by server
      </p>
      <ul aria-labelledby={id} className={classes.servers}>
        {data.servers.map(({ slug, name, unresolved }) => (
          <li key={slug}>
            <LinkNav
              to="/o/$org/tickets"
              params={{ org }}
              search={{ server: slug }}
              onClick={onNavigate}
              activeProps={{}}
              label={name}
              title={name}
              noWrap
              classNames={{ root: classes.server }}
              rightSection={
                <span className={classes.count}>
                  {unresolved}
                  <VisuallyHidden component="span"> unresolved</VisuallyHidden>
                </span>
              }
            />
          </li>
        ))}
      </ul>
    </div>
  )
}
