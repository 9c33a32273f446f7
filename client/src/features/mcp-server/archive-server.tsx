import type { McpServerDto } from '#shared/mcp-server.ts'
import { Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { notify } from '../../lib/notify.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { Confirmation } from '../../ui/confirmation.tsx'

interface ArchiveServerProps {
  org: string
  server: McpServerDto
  onDone: () => void
}

export function ArchiveServer({ org, server, onDone }: ArchiveServerProps) {
  const archive = useMutation(
    trpc.mcpServer.archive.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.mcpServer.pathFilter())
        notify(`${server.name} archived.`)
        onDone()
      },
    }),
  )
  return (
    <Confirmation
      label="Archive server"
      call={archive}
      onConfirm={() => archive.mutate({ org, slug: server.slug })}
      onCancel={onDone}
    >
      <Text size="sm">
        Its address stops answering, its keys stop working, and its users no longer see the support tool. The
        tickets stay, and you can restore it later. No other MCP server can get the address{' '}
        <code>{server.slug}</code>.
      </Text>
    </Confirmation>
  )
}
