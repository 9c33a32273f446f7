import type { McpServerDto } from '#shared/mcp-server.ts'
import { Button, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { rolesWith } from '../../lib/roles.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { CallError } from '../../ui/call-error.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'
import { ServerKeys } from './server-keys.tsx'

interface ServerKeysPanelProps {
  org: string
  server: McpServerDto
  canManage: boolean
  /** The DSN of the key that was just created. */
  dsn: string | undefined
  onCreated: (dsn: string) => void
}

/** The keys of one MCP server, for people who may create and revoke them. Others are told who may. */
export function ServerKeysPanel({ org, server, canManage, dsn, onCreated }: ServerKeysPanelProps) {
  const input = { org, slug: server.slug }
  const create = useMutation(
    trpc.mcpServer.createKey.mutationOptions({
      onSuccess: (created) => {
        onCreated(created.dsn)
        return queryClient.invalidateQueries(trpc.mcpServer.keys.queryFilter(input))
      },
    }),
  )
  if (!canManage) {
    return (
      <Panel title="Server keys">
        <Text size="sm">
          The SDK connects with a server key. Only {rolesWith('manage servers')} of this organization can see,
          create and revoke keys.
        </Text>
      </Panel>
    )
  }
  return (
    <Panel
      title="Server keys"
      actions={
        !server.archivedAt && (
          <Button
            size="xs"
            leftSection={<IconPlus size={15} aria-hidden />}
            loading={create.isPending}
            onClick={() => create.mutate(input)}
          >
            Create key
          </Button>
        )
      }
    >
      <Text size="sm" c="dimmed">
        A key identifies the MCP server that reports, never a user. To replace a key, create a new one, deploy
        it, then revoke the old one.
      </Text>
      <CallError error={create.error} />
      {dsn && <ShownOnce what="DSN" secret={dsn} />}
      <ServerKeys input={input} />
    </Panel>
  )
}
