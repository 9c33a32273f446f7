import type { ServerKeyDto } from '#shared/mcp-server.ts'
import { Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { formatDate } from '../../lib/format.ts'
import { notify } from '../../lib/notify.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { CallError } from '../../ui/call-error.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Mark } from '../../ui/item-list.tsx'
import { RowAction } from '../../ui/row-action.tsx'
import { RowTable } from '../../ui/row-table.tsx'
import classes from '../../ui/rows.module.css'
import { TimeAgo } from '../../ui/time-ago.tsx'

interface ServerKeysInput {
  org: string
  slug: string
}

/** The keys, the newest first, with a button to revoke each. Revoked ones are folded. */
export function ServerKeys({ input }: { input: ServerKeysInput }) {
  const keys = useQuery(trpc.mcpServer.keys.queryOptions(input))
  if (keys.data) return <KeyTables input={input} keys={keys.data} />
  if (!keys.isError) return <Skeleton height={72} />
  return (
    <ErrorMessage
      title="The keys could not be loaded"
      error={keys.error}
      onRetry={() => void keys.refetch()}
    />
  )
}

interface KeyTablesProps {
  input: ServerKeysInput
  keys: ServerKeyDto[]
}

function KeyTables({ input, keys }: KeyTablesProps) {
  const [showsRevoked, setShowsRevoked] = useState(false)
  const active = keys.filter(({ revokedAt }) => revokedAt === undefined)
  const revoked = keys.filter(({ revokedAt }) => revokedAt !== undefined)
  return (
    <>
      {active.length === 0 ? (
        <Text size="sm">No key works. Create one to connect the SDK.</Text>
      ) : (
        <KeyTable label="Server keys" keys={active} input={input} />
      )}
      {revoked.length > 0 && (
        <RowAction
          c="var(--desk-soft)"
          aria-expanded={showsRevoked}
          onClick={() => setShowsRevoked(!showsRevoked)}
        >
          {revoked.length === 1 ? '1 revoked key' : `${revoked.length} revoked keys`}
        </RowAction>
      )}
      {showsRevoked && revoked.length > 0 && <KeyTable label="Revoked keys" keys={revoked} input={input} />}
    </>
  )
}

function KeyTable({ label, keys, input }: KeyTablesProps & { label: string }) {
  const haveNames = keys.some(({ name }) => name !== undefined)
  const areRevoked = keys.some(({ revokedAt }) => revokedAt !== undefined)
  return (
    <RowTable
      label={label}
      columns={[
        ...(haveNames ? [{ name: 'Name' }] : []),
        { name: 'Key' },
        { name: 'Created' },
        { name: 'Last used' },
        { name: areRevoked ? 'Revoked' : 'Action', atEnd: true },
      ]}
    >
      {keys.map((key) => (
        <tr key={key.id} className={classes.row}>
          {haveNames && <td>{key.name && <bdi className={classes.name}>{key.name}</bdi>}</td>}
          <td className={classes.mono}>mok_…{key.hint}</td>
          <td>
            {key.createdBy}, <time dateTime={key.createdAt}>{formatDate(key.createdAt)}</time>
          </td>
          <td>{key.lastUsedAt ? <TimeAgo iso={key.lastUsedAt} /> : <Mark>never</Mark>}</td>
          <td className={classes.end}>
            {key.revokedAt ? (
              <>
                {key.revokedBy && `${key.revokedBy}, `}
                <TimeAgo iso={key.revokedAt} />
              </>
            ) : (
              <RevokeKey input={input} serverKey={key} />
            )}
          </td>
        </tr>
      ))}
    </RowTable>
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
      <Group gap="xs" justify="flex-end">
        {/* One button for both, so that it keeps the focus. */}
        <RowAction
          aria-label={`${asking ? 'Keep' : 'Revoke'} key ending in ${serverKey.hint}`}
          onClick={() => setAsking(!asking)}
        >
          {asking ? 'Keep' : 'Revoke'}
        </RowAction>
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
