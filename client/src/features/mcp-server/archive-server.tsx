import type { McpServerDto } from '#shared/mcp-server.ts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { notify } from '../../lib/notify.ts'
import { explainError } from '../../lib/problem.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
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
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone} data-autofocus>
          Cancel
        </Button>
        <Button
          color="red"
          loading={archive.isPending}
          onClick={() => archive.mutate({ org, slug: server.slug })}
        >
          Archive server
        </Button>
      </Group>
    </Stack>
  )
}
