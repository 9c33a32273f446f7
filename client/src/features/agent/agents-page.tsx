import { Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { Columns } from '../../ui/columns.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { AgentList } from './agent-list.tsx'
import { ConnectPanel } from './connect-panel.tsx'

const route = getRouteApi('/o/$org/agents')

/** The agents that are connected to the desk, and how to connect one. */
export function AgentsPage() {
  const { org } = route.useParams()
  return (
    <Page
      title="Agents"
      description="The desk is an MCP server: a coding agent reads a failing call here, makes it fail again, and closes the ticket with a reason. It acts in your name, in one organization, and never may do more than you."
    >
      <Columns wide>
        <Stack gap="xl" miw={0}>
          <ConnectedAgents org={org} />
        </Stack>
        <ConnectPanel />
      </Columns>
    </Page>
  )
}

/** The person's own agents, and for those who may revoke them everybody else's. */
function ConnectedAgents({ org }: { org: string }) {
  const canManage = useCan(org, 'manage access tokens')
  const own = useQuery(trpc.agent.listOwn.queryOptions({ org }))
  const all = useQuery(trpc.agent.listAll.queryOptions({ org }, { enabled: canManage }))
  const parts = canManage ? [own, all] : [own]
  const failed = parts.find((part) => part.isError && !part.data)
  if (failed) {
    return (
      <Panel title="Your agents">
        <ErrorMessage
          title="The agents could not be loaded"
          error={failed.error}
          onRetry={() => void Promise.all(parts.map((part) => part.refetch()))}
        />
      </Panel>
    )
  }
  // Both lists come at once, so that none moves.
  if (!own.data || (canManage && !all.data)) {
    return (
      <Stack gap={1} component="output" aria-label="Loading the agents">
        <Skeleton height={60} />
        <Skeleton height={60} />
      </Stack>
    )
  }
  const ownIds = new Set(own.data.map(({ id }) => id))
  const others = all.data?.filter(({ id }) => !ownIds.has(id))
  return (
    <>
      <Panel title="Your agents" count={own.data.length}>
        {own.data.length === 0 && <Text size="sm">You have connected no agent.</Text>}
        {own.data.length > 0 && <AgentList org={org} label="Your agents" agents={own.data} />}
      </Panel>
      {canManage && others && (
        <Panel title="Agents of others" count={others.length}>
          {others.length === 0 && <Text size="sm">Nobody else has connected one.</Text>}
          {others.length > 0 && <AgentList org={org} label="Agents of others" agents={others} showsPeople />}
        </Panel>
      )}
    </>
  )
}
