import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { hasCode } from '../../lib/problem.ts'
import { trpc } from '../../lib/trpc.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { EmptyMessage } from '../../ui/empty-message.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { ServerView } from './server-view.tsx'

const route = getRouteApi('/o/$org/servers/$slug')

export function ServerPage() {
  const { org, slug } = route.useParams()
  const { dialog } = route.useSearch()
  const navigate = route.useNavigate()
  const server = useQuery(trpc.mcpServer.get.queryOptions({ org, slug }))
  if (server.data) {
    return (
      <ServerView
        key={slug}
        org={org}
        server={server.data}
        dialog={dialog}
        onShow={(next) => void navigate({ search: { dialog: next } })}
      />
    )
  }
  const above = (
    <BackLink to="/o/$org/servers" params={{ org }}>
      MCP servers
    </BackLink>
  )
  if (!server.isError) {
    return (
      <Page title="MCP server" above={above}>
        <Stack component="output" aria-label="Loading the MCP server">
          <Skeleton height={180} />
          <Skeleton height={260} />
        </Stack>
      </Page>
    )
  }
  // A malformed name is refused as invalid. For the person, the server is not found either way.
  const isMissing = hasCode(server.error, 'server-not-found') || hasCode(server.error, 'validation-failed')
  return (
    <Page title={isMissing ? 'MCP server not found' : 'MCP server'} above={above}>
      {isMissing ? (
        <ServerMissing org={org} slug={slug} />
      ) : (
        <ErrorMessage
          title="The MCP server could not be loaded"
          error={server.error}
          onRetry={() => void server.refetch()}
        />
      )}
    </Page>
  )
}

function ServerMissing({ org, slug }: { org: string; slug: string }) {
  return (
    <EmptyMessage
      title={`There is no MCP server ${slug}`}
      action={
        <LinkButton to="/o/$org/servers" params={{ org }} variant="default">
          All MCP servers
        </LinkButton>
      }
    >
      Check the address. An MCP server of another organization is not shown here.
    </EmptyMessage>
  )
}
