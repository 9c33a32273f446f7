import { IconLock } from '@tabler/icons-react'
import { rolesWith } from '../../lib/roles.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { EmptyMessage } from '../../ui/empty-message.tsx'
import { Page } from '../../ui/page.tsx'

/** Replaces the pages about users for people whose role may not read them. */
export function UsersNotPermitted({ org }: { org: string }) {
  return (
    <Page
      title="Users"
      above={
        <BackLink to="/o/$org/servers" params={{ org }}>
          MCP servers
        </BackLink>
      }
    >
      <EmptyMessage Icon={IconLock} title="Your role cannot see users">
        Only {rolesWith('read end-users')} of this organization can see the users of an MCP server. Ask an
        owner of this organization to change your role.
      </EmptyMessage>
    </Page>
  )
}
