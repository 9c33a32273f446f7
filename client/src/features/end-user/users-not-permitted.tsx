import { BackLink } from '../../ui/back-link.tsx'
import { NotPermitted } from '../../ui/not-permitted.tsx'
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
      <NotPermitted title="Your role cannot see users" permission="read end-users">
        can see the users of an MCP server
      </NotPermitted>
    </Page>
  )
}
