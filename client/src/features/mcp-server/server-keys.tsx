import type { ServerKeyDto } from '#shared/mcp-server.ts'
import { Badge, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { notify } from '../../lib/notify.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { CallError } from '../../ui/call-error.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import classes from './server-keys.module.css'

interface ServerKeysProps {
  org: string
  slug: string
  /** The DSN of the key that was created in this dialog. */
  dsn: string | undefined
  onCreated: (dsn: string) => void
}

/** The keys of one MCP server, for people who may create and revoke them. */
export function ServerKeys({ org, slug, dsn, onCreated }: ServerKeysProps) {
  const input = { org, slug }
  const keys = useQuery(trpc.mcpServer.keys.queryOptions(input))
  const create = useMutation(
    trpc.mcpServer.createKey.mutationOptions({
      onSuccess: (created) => {
        onCreated(created.dsn)
        return queryClient.invalidateQueries(trpc.mcpServer.keys.queryFilter(input))
      },
    }),
  )
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={3}>Server keys</Title>
        <Button
          size="xs"
          leftSection={<IconPlus size={15} aria-hidden />}
          loading={create.isPending}
          data-autofocus
          onClick={() => create.mutate(input)}
        >
          Create key
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        A key identifies the MCP server that reports, never a user. To replace a key, create a new one, deploy
        it, then revoke the old one.
      </Text>
      <CallError error={create.error} />
      {dsn && <ShownOnce what="DSN" secret={dsn} />}
      {keys.isPending && <Skeleton height={40} />}
      {keys.isError && (
        <ErrorMessage
          title="The keys could not be loaded"
          error={keys.error}
          onRetry={() => void keys.refetch()}
        />
      )}
      {keys.data && <KeyList input={input} keys={keys.data} />}
    </Stack>
  )
}

interface KeyListProps {
  input: { org: string; slug: string }
  keys: ServerKeyDto[]
}

function KeyList({ input, keys }: KeyListProps) {
  if (keys.length === 0) {
    return <Text size="sm">No key yet. Create one to connect the SDK.</Text>
  }
  return (
    <ul className={classes.keys} aria-label="Server keys">
      {keys.map((key) => (
        <li key={key.id} className={classes.key}>
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
              Created <TimeAgo iso={key.createdAt} /> by {key.createdBy}
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
function RevokeKey({ input, serverKey }: { input: KeyListProps['input']; serverKey: ServerKeyDto }) {
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
