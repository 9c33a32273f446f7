import type { McpServerDto } from '#shared/mcp-server.ts'
import { Button, Stack } from '@mantine/core'
import { IconArchiveOff } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { notify } from '../../lib/notify.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { CallError } from '../../ui/call-error.tsx'

/** Restores at once, without a question: archiving takes it back. */
export function RestoreServer({ org, server }: { org: string; server: McpServerDto }) {
  const restore = useMutation(
    trpc.mcpServer.restore.mutationOptions({
      onSuccess: async () => {
        notify(`${server.name} restored. Running servers notice it within ten minutes.`)
        await queryClient.invalidateQueries(trpc.mcpServer.pathFilter())
      },
    }),
  )
  return (
    <Stack gap="xs" align="flex-start">
      <CallError error={restore.error} />
      <Button
        variant="default"
        size="xs"
        leftSection={<IconArchiveOff size={15} aria-hidden />}
        loading={restore.isPending}
        aria-label={`Restore ${server.name}`}
        onClick={() => restore.mutate({ org, slug: server.slug })}
      >
        Restore
      </Button>
    </Stack>
  )
}
