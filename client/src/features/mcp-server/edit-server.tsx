import type { McpServerDto } from '#shared/mcp-server.ts'
import { useMutation } from '@tanstack/react-query'
import { clearDraft } from '../../lib/drafts.ts'
import { notify } from '../../lib/notify.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { settingsOf } from './server-form-values.ts'
import { ServerForm } from './server-form.tsx'

export interface EditServerProps {
  org: string
  server: McpServerDto
  onDone: () => void
}

export function EditServer({ org, server, onDone }: EditServerProps) {
  const update = useMutation(
    trpc.mcpServer.update.mutationOptions({
      onSuccess: async ({ name }) => {
        clearDraft(`server:${org}:${server.slug}`)
        await queryClient.invalidateQueries(trpc.mcpServer.pathFilter())
        notify(`${name} saved. Running servers use the new settings within a minute.`)
        onDone()
      },
    }),
  )
  return (
    <ServerForm
      draftKey={`server:${org}:${server.slug}`}
      initial={{ slug: server.slug, settings: settingsOf(server) }}
      submitLabel="Save"
      isPending={update.isPending}
      onSubmit={({ slug, settings }, onError) => update.mutate({ org, slug, settings }, { onError })}
      onCancel={onDone}
    />
  )
}
