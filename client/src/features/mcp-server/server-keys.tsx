import type { ServerKeyDto } from '#shared/mcp-server.ts'
import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { notify } from '../../lib/notify.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { CallError } from '../../ui/call-error.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import classes from '../../ui/item-list.module.css'
import { TimeAgo } from '../../ui/time-ago.tsx'

interface ServerKeysInput {
  org: string
  slug: string
}

/** The list of keys, the newest first, with a button to revoke each. */
export function ServerKeys({ input }: { input: ServerKeysInput }) {
  const keys = useQuery(trpc.mcpServer.keys.queryOptions(input))
  if (keys.data) return <KeyList input={input} keys={keys.data} />
  if (!keys.isError) return <Skeleton height={40} />
  return (
    <ErrorMessage
      title="The keys could not be loaded"
      error={keys.error}
      onRetry={() => void keys.refetch()}
    />
  )
}

interface KeyListProps {
  input: ServerKeysInput
  keys: ServerKeyDto[]
}

function KeyList({ input, keys }: KeyListProps) {
  if (keys.length === 0) {
    return <Text size="sm">No key yet. Create one to connect the SDK.</Text>
  }
  return (
    <ul className={classes.list} aria-label="Server keys">
      {keys.map((key) => (
        <li key={key.id} className={classes.item}>
          <Stack gap={2} miw={0}>
            <Group gap="xs">
              <Text span ff="monospace" size="sm" fw={600}>
                mok_…{key.hint}
              </Text>
              {key.revokedAt && (
                <Badge color="gray" size="sm" tt="none">
                  Revoked
                </Badge>
              )}
            </Group>
            <Text size="xs" c="dimmed">
              Created <TimeAgo iso={key.createdAt} /> by {key.createdBy},{' '}
              {key.lastUsedAt ? (
                <>
                  last used <TimeAgo iso={key.lastUsedAt} />
                </>
              ) : (
                'never used'
              )}
              {key.revokedAt && (
                <>
                  , revoked <TimeAgo iso={key.revokedAt} />
                </>
              )}
            </Text>
          </Stack>
          {!key.revokedAt && <RevokeKey input={input} serverKey={key} />}
        </li>
      ))}
    </ul>
  )
}

/** Asks beside the key, because a second dialog would hide which key is revoked. */
function RevokeKey({ input, serverKey }: { input: ServerKeysInput; serverKey: ServerKeyDto }) {
  const [asking, setAsking] = useState(false)
  const revoke = useMutation(
    trpc.mcpServer.revokeKey.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.mcpServer.keys.queryFilter(input))
        notify(`Key …${serverKey.hint} revoked.`)
      },
    }),
  )
  return (
    <Stack gap={6} align="flex-end">
      {asking && <Text size="xs">Servers that use this key can no longer report.</Text>}
      <CallError error={revoke.error} />
      <Group gap="xs">
        {/* One button for both, so that it keeps the focus. */}
        <Button
          variant="default"
          size="xs"
          aria-label={`${asking ? 'Keep' : 'Revoke'} key ending in ${serverKey.hint}`}
          onClick={() => setAsking(!asking)}
        >
          {asking ? 'Keep' : 'Revoke'}
        </Button>
        {asking && (
          <Button
            color="red"
            size="xs"
            loading={revoke.isPending}
            onClick={() => revoke.mutate({ ...input, keyId: serverKey.id })}
          >
            Revoke key
          </Button>
        )}
      </Group>
    </Stack>
  )
}
