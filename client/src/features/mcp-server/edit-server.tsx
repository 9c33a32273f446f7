import { type McpServerDto, mcpServerSettings } from '#shared/mcp-server.ts'
import { useMutation } from '@tanstack/react-query'
import { notify } from '../../lib/notify.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { ServerForm } from './server-form.tsx'

const settingsOf = mcpServerSettings.strip()

interface EditServerProps {
  org: string
  server: McpServerDto
  onDone: () => void
}

export function EditServer({ org, server, onDone }: EditServerProps) {
  const update = useMutation(
    trpc.mcpServer.update.mutationOptions({
      onSuccess: async ({ name }) => {
        await queryClient.invalidateQueries(trpc.mcpServer.pathFilter())
        notify(`${name} saved. Running servers use the new settings within a minute.`)
        onDone()
      },
    }),
  )
  return (
    <ServerForm
      initial={{ slug: server.slug, settings: settingsOf.parse(server) }}
      submitLabel="Save"
      isPending={update.isPending}
      onSubmit={({ slug, settings }, onError) => update.mutate({ org, slug, settings }, { onError })}
      onCancel={onDone}
    />
  )
}
