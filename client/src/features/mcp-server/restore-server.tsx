import type { McpServerDto } from '#shared/mcp-server.ts'
import { Button, Stack } from '@mantine/core'
import { IconArchiveOff } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { notify } from '../../lib/notify.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { CallError } from '../../ui/call-error.tsx'
import { RowAction } from '../../ui/row-action.tsx'

interface RestoreServerProps {
  org: string
  server: McpServerDto
  /** In a row of a list it is text. */
  inRow?: boolean
}

/** Restores at once, without a question: archiving takes it back. */
export function RestoreServer({ org, server, inRow }: RestoreServerProps) {
  const restore = useMutation(
    trpc.mcpServer.restore.mutationOptions({
      onSuccess: async () => {
        notify(`${server.name} restored. Running servers notice it within ten minutes.`)
        await queryClient.invalidateQueries(trpc.mcpServer.pathFilter())
      },
    }),
  )
  const action = {
    'aria-label': `Restore ${server.name}`,
    onClick: () => restore.mutate({ org, slug: server.slug }),
  }
  return (
    <Stack gap="xs" align="flex-start">
      <CallError error={restore.error} />
      {inRow ? (
        <RowAction {...action} disabled={restore.isPending}>
          Restore
        </RowAction>
      ) : (
        <Button
          {...action}
          variant="default"
          leftSection={<IconArchiveOff size={16} aria-hidden />}
          loading={restore.isPending}
        >
          Restore
        </Button>
      )}
    </Stack>
  )
}
