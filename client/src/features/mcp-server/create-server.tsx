import { useMutation } from '@tanstack/react-query'
import { clearDraft } from '../../lib/drafts.ts'
import { notify } from '../../lib/notify.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { ServerForm } from './server-form.tsx'

interface CreateServerProps {
  org: string
  onCancel: () => void
  onCreated: (slug: string) => void
}

export function CreateServer({ org, onCancel, onCreated }: CreateServerProps) {
  const create = useMutation(
    trpc.mcpServer.create.mutationOptions({
      onSuccess: async (server) => {
        clearDraft(`server:${org}`)
        await queryClient.invalidateQueries(trpc.mcpServer.pathFilter())
        notify(`${server.name} added.`)
        onCreated(server.slug)
      },
    }),
  )
  return (
    <ServerForm
      draftKey={`server:${org}`}
      submitLabel="Add server"
      isPending={create.isPending}
      onSubmit={(values, onError) => create.mutate({ org, ...values }, { onError })}
      onCancel={onCancel}
    />
  )
}
