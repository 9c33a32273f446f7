import type { AccessTokenDto } from '#shared/access-token.ts'
import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { formatDate } from '../../lib/format.ts'
import { notify } from '../../lib/notify.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { CallError } from '../../ui/call-error.tsx'
import classes from '../../ui/item-list.module.css'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { SCOPE_NAMES } from './scope-names.ts'

interface TokenListProps {
  org: string
  label: string
  tokens: AccessTokenDto[]
  /** Whether each token says whose it is. */
  showsPeople?: boolean
}

const ENDED = { expired: 'Expired', revoked: 'Revoked', orphaned: 'Person has left' } as const

/** Access tokens, each with what it may do, when it was used and a way to revoke it. */
export function TokenList({ org, label, tokens, showsPeople = false }: TokenListProps) {
  return (
    <ul className={classes.list} aria-label={label}>
      {tokens.map((token) => (
        <li key={token.id} className={classes.item}>
          <Stack gap={2} miw={0} flex="1 1 14rem">
            <Group gap="xs">
              <Text size="sm" fw={600} className={classes.text}>
                {token.name}
              </Text>
              <Text span ff="monospace" size="xs" c="dimmed">
                mot_…{token.hint}
              </Text>
              {token.state !== 'active' && (
                <Badge color="gray" size="sm" tt="none">
                  {ENDED[token.state]}
                </Badge>
              )}
            </Group>
            {showsPeople && (
              <Text size="xs" className={classes.text}>
                {token.person.name} ({token.person.email})
              </Text>
            )}
            <Text size="xs">{token.scopes.map((scope) => SCOPE_NAMES[scope].name).join(' · ')}</Text>
            <Text size="xs" c="dimmed">
              <TokenTimes token={token} />
            </Text>
          </Stack>
          {token.state === 'active' && <RevokeToken org={org} token={token} />}
        </li>
      ))}
    </ul>
  )
}

function TokenTimes({ token }: { token: AccessTokenDto }) {
  return (
    <>
      Created <TimeAgo iso={token.createdAt} />,{' '}
      {token.lastUsedAt ? (
        <>
          last used <TimeAgo iso={token.lastUsedAt} />
        </>
      ) : (
        'never used'
      )}
      {token.state === 'active' && (
        <>
          , ends <time dateTime={token.expiresAt}>{formatDate(token.expiresAt)}</time>
        </>
      )}
      {token.revokedAt && (
        <>
          , revoked <TimeAgo iso={token.revokedAt} />
        </>
      )}
    </>
  )
}

/** Asks beside the token, because a dialog would hide which token is revoked. */
function RevokeToken({ org, token }: { org: string; token: AccessTokenDto }) {
  const [asking, setAsking] = useState(false)
  const revoke = useMutation(
    trpc.accessToken.revoke.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.accessToken.pathFilter())
        notify(`Token ${token.name} revoked.`)
      },
    }),
  )
  return (
    <Stack gap={6} align="flex-end">
      {asking && <Text size="xs">The script that uses it is refused at once.</Text>}
      <CallError error={revoke.error} />
      <Group gap="xs">
        {/* One button for both, so that it keeps the focus. */}
        <Button
          variant="default"
          size="xs"
          aria-label={`${asking ? 'Keep' : 'Revoke'} token ${token.name}`}
          onClick={() => setAsking(!asking)}
        >
          {asking ? 'Keep' : 'Revoke'}
        </Button>
        {asking && (
          <Button
            color="red"
            size="xs"
            loading={revoke.isPending}
            onClick={() => revoke.mutate({ org, tokenId: token.id })}
          >
            Revoke token
          </Button>
        )}
      </Group>
    </Stack>
  )
}
