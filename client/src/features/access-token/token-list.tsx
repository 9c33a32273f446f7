import type { AccessTokenDto } from '#shared/access-token.ts'
import { useMutation } from '@tanstack/react-query'
import { formatDate } from '../../lib/format.ts'
import { notify } from '../../lib/notify.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { AskBeside } from '../../ui/ask-beside.tsx'
import { Item, ItemList, Line, Mark } from '../../ui/item-list.tsx'
import classes from '../../ui/rows.module.css'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { SCOPE_NAMES } from '../../lib/scope-names.ts'

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
    <ItemList label={label}>
      {tokens.map((token) => (
        <Item
          key={token.id}
          name={
            <>
              {token.name}
              <span className={`${classes.mark} ${classes.mono}`}>mot_…{token.hint}</span>
              {token.state !== 'active' && <Mark>{ENDED[token.state]}</Mark>}
            </>
          }
          end={token.state === 'active' && <RevokeToken org={org} token={token} />}
        >
          {showsPeople && (
            <Line>
              {token.person.name} ({token.person.email})
            </Line>
          )}
          <Line>
            {token.scopes.map((scope) => SCOPE_NAMES[scope].name).join(' · ')} · <TokenTimes token={token} />
          </Line>
        </Item>
      ))}
    </ItemList>
  )
}

function TokenTimes({ token }: { token: AccessTokenDto }) {
  return (
    <>
      created <TimeAgo iso={token.createdAt} />,{' '}
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

function RevokeToken({ org, token }: { org: string; token: AccessTokenDto }) {
  const revoke = useMutation(
    trpc.accessToken.revoke.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.accessToken.pathFilter())
        notify(`Token ${token.name} revoked.`)
      },
    }),
  )
  return (
    <AskBeside
      what={`token ${token.name}`}
      consequence="The script that uses it is refused at once."
      label="Revoke token"
      call={revoke}
      onConfirm={() => revoke.mutate({ org, tokenId: token.id })}
    />
  )
}
