import type { ConnectedAgentDto } from '#shared/agent.ts'
import { useMutation } from '@tanstack/react-query'
import { formatDate } from '../../lib/format.ts'
import { notify } from '../../lib/notify.ts'
import { SCOPE_NAMES } from '../../lib/scope-names.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { revealInvisible } from '../../lib/untrusted-text.ts'
import { AskBeside } from '../../ui/ask-beside.tsx'
import { ClientName } from '../../ui/client-name.tsx'
import { Item, ItemList, Line } from '../../ui/item-list.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'

interface AgentListProps {
  org: string
  label: string
  agents: ConnectedAgentDto[]
  /** Whether each agent says whose it is. */
  showsPeople?: boolean
}

/** Connected agents, each with what it may do, when it was used and a way to revoke it. */
export function AgentList({ org, label, agents, showsPeople = false }: AgentListProps) {
  return (
    <ItemList label={label}>
      {agents.map((agent) => (
        <Item
          key={agent.id}
          name={<ClientName clientName={agent.clientName} clientDomain={agent.clientDomain ?? undefined} />}
          end={<RevokeAgent org={org} agent={agent} />}
        >
          {showsPeople && (
            <Line>
              In the name of <UntrustedText text={agent.account.name} />
            </Line>
          )}
          <Line>
            {agent.scopes.map((scope) => SCOPE_NAMES[scope].name).join(' · ')} · redirects to{' '}
            <UntrustedText text={agent.redirectHost} />
          </Line>
          <Line>
            <AgentTimes agent={agent} />
          </Line>
        </Item>
      ))}
    </ItemList>
  )
}

function AgentTimes({ agent: { createdAt, lastUsedAt, expiresAt } }: { agent: ConnectedAgentDto }) {
  return (
    <>
      Connected <TimeAgo iso={createdAt} />,{' '}
      {lastUsedAt ? (
        <>
          last used <TimeAgo iso={lastUsedAt} />
        </>
      ) : (
        'never used'
      )}
      , ends <time dateTime={expiresAt}>{formatDate(expiresAt)}</time>
    </>
  )
}

function RevokeAgent({ org, agent }: { org: string; agent: ConnectedAgentDto }) {
  const name = revealInvisible(agent.clientName)
  const revoke = useMutation(
    trpc.agent.revoke.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.agent.pathFilter())
        notify(`${name} revoked.`)
      },
    }),
  )
  return (
    <AskBeside
      what={`agent ${name}`}
      consequence="Its calls fail at once. To come back, it has to be connected again."
      label="Revoke agent"
      call={revoke}
      onConfirm={() => revoke.mutate({ org, agentId: agent.id })}
    />
  )
}
