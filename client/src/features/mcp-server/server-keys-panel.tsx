import { KEY_NAME_MAX } from '#shared/limits.ts'
import type { McpServerDto } from '#shared/mcp-server.ts'
import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useId, useState } from 'react'
import { rolesWith } from '../../lib/roles.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { CallError } from '../../ui/call-error.tsx'
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
  const [name, setName] = useState('')
  const create = useMutation(
    trpc.mcpServer.createKey.mutationOptions({
      onSuccess: (created) => {
        onCreated(created.dsn)
        setName('')
        return queryClient.invalidateQueries(trpc.mcpServer.keys.queryFilter(input))
      },
    }),
  )
  if (!canManage) {
    return (
      <KeysSection>
        <Text size="sm">
          The SDK connects with a server key. Only {rolesWith('manage servers')} of this organization can see,
          create and revoke keys.
        </Text>
      </KeysSection>
    )
  }
  return (
    <KeysSection
      action={
        !server.archivedAt && (
          <Group gap="xs" wrap="nowrap">
            <TextInput
              aria-label="Name of the new key"
              placeholder="Name, optional"
              maxLength={KEY_NAME_MAX}
              w={150}
              size="xs"
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
            />
            <Button
              variant={server.lastSeenAt ? 'default' : 'filled'}
              leftSection={<IconPlus size={15} aria-hidden />}
              loading={create.isPending}
              onClick={() => create.mutate({ ...input, ...(name.trim() && { name }) })}
            >
              Create key
            </Button>
          </Group>
        )
      }
    >
      <Text size="xs" c="dimmed" maw="68ch">
        A key identifies the MCP server that reports, never a user. To replace a key, create a new one, deploy
        it, then revoke the old one.
      </Text>
      <CallError error={create.error} />
      {dsn && <ShownOnce what="DSN" secret={dsn} />}
      <ServerKeys input={input} />
    </KeysSection>
  )
}

function KeysSection({ action, children }: { action?: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <Stack component="section" gap="xs" aria-labelledby={id}>
      <Group justify="space-between" mih={32}>
        <Title order={2} id={id}>
          Server keys
        </Title>
        {action}
      </Group>
      {children}
    </Stack>
  )
}
