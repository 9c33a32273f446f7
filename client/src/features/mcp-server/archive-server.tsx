import type { McpServerDto } from '#shared/mcp-server.ts'
import { Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { notify } from '../../lib/notify.ts'
import { explainError } from '../../lib/problem.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { ConfirmActions } from '../../ui/confirm-actions.tsx'
import { FormError } from '../../ui/form-error.tsx'

interface ArchiveServerProps {
  org: string
  server: McpServerDto
  onDone: () => void
}

export function ArchiveServer({ org, server, onDone }: ArchiveServerProps) {
  const archive = useMutation(
    trpc.mcpServer.archive.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.mcpServer.list.queryFilter({ org }))
        notify(`${server.name} archived.`)
        onDone()
      },
    }),
  )
  return (
    <Stack>
      {archive.isError && <FormError explanation={explainError(archive.error)} />}
      <Text size="sm">
        Its address stops answering, its keys stop working, and its users no longer see the support tool. The
        tickets stay. The address <code>{server.slug}</code> is never given out again.
      </Text>
      <ConfirmActions
        label="Archive server"
        isPending={archive.isPending}
        onConfirm={() => archive.mutate({ org, slug: server.slug })}
        onCancel={onDone}
      />
    </Stack>
  )
}
