import { Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/trpc.ts'
import { Panel } from '../../ui/panel.tsx'
import { RevokeAllTokens } from './revoke-all-tokens.tsx'
import { OwnTokens } from './own-tokens.tsx'

/** The access tokens of the signed-in person, in each of their organizations. */
export function AccessTokens() {
  const { data: session } = useQuery(trpc.account.session.queryOptions())
  return (
    <Panel
      title="Access tokens"
      actions={session && session.organizations.length > 0 && <RevokeAllTokens />}
      about="A token lets a script read and work tickets in your name, in one organization. It never may do more than you may do now. A new password and signing out everywhere revoke none."
    >
      {session === undefined && <Skeleton height={60} />}
      {session?.organizations.length === 0 && (
        <Text size="sm">You belong to no organization, so there is nothing that a token could open.</Text>
      )}
      {session?.organizations.map((organization) => (
        <OwnTokens key={organization.slug} organization={organization} />
      ))}
    </Panel>
  )
}
