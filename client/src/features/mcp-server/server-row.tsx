import type { McpServerDto } from '#shared/mcp-server.ts'
import { Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Line } from '../../ui/item-list.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import rows from '../../ui/rows.module.css'
import { LastSeen } from './last-seen.tsx'
import { ServerLinks } from './server-links.tsx'
import classes from './server-row.module.css'

interface ActiveServerProps {
  org: string
  server: McpServerDto
}

/** An active MCP server in the list. The rest is on its page, which its name opens. */
export function ActiveServer({ org, server }: ActiveServerProps) {
  const { supportToolEnabled, authMode, lastSeenAt } = server
  return (
    <ServerRow
      org={org}
      server={server}
      state={
        <>
          <div className={classes.tool} data-on={supportToolEnabled}>
            {supportToolEnabled ? 'Support tool on' : 'Support tool off'}
          </div>
          <Line>{authMode === 'oauth' ? 'Users sign in' : 'Users leave an e-mail address'}</Line>
        </>
      }
      details={<LastSeen iso={lastSeenAt} />}
    />
  )
}

interface ServerRowProps extends ActiveServerProps {
  state?: ReactNode
  details: ReactNode
  actions?: ReactNode
}

export function ServerRow({ org, server, state, details, actions }: ServerRowProps) {
  const { slug, name, origin, description } = server
  return (
    <li className={`${rows.item} ${classes.row}`} aria-label={name}>
      <div>
        <Title order={2} className={rows.name}>
          <LinkAnchor to="/o/$org/servers/$slug" params={{ org, slug }} inherit c="var(--desk-ink)">
            {name}
          </LinkAnchor>
        </Title>
        <div className={`${rows.meta} ${classes.cut}`} title={description ?? undefined}>
          <span className={rows.mono}>{origin}</span>
          {description && ` · ${description}`}
        </div>
      </div>
      <div className={classes.state}>{state}</div>
      <div className={`${rows.meta} ${classes.seen}`}>{details}</div>
      <div className={classes.links}>
        <ServerLinks org={org} server={server} inRow />
        {actions}
      </div>
    </li>
  )
}
