import { Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TokenList } from './token-list.tsx'

/** Everybody's access tokens in an organization, for those who may revoke them. Others do not see it. */
export function OrganizationTokens({ org }: { org: string }) {
  const canManage = useCan(org, 'manage access tokens')
  const tokens = useQuery(trpc.accessToken.list.queryOptions({ org }, { enabled: canManage }))
  if (!canManage) return null
  return (
    <Panel
      title="Access tokens"
      about={
        <>
          Scripts that act in the name of members. Everybody creates their own on their{' '}
          <LinkAnchor to="/profile" inherit underline="always">
            profile page
          </LinkAnchor>
          .
        </>
      }
    >
      {tokens.isPending && <Skeleton height={60} />}
      {tokens.isError && (
        <ErrorMessage
          title="The tokens could not be loaded"
          error={tokens.error}
          onRetry={() => void tokens.refetch()}
        />
      )}
      {tokens.data?.length === 0 && <Text size="sm">Nobody has a token.</Text>}
      {tokens.data && tokens.data.length > 0 && (
        <TokenList org={org} label="Access tokens of the organization" tokens={tokens.data} showsPeople />
      )}
    </Panel>
  )
}
