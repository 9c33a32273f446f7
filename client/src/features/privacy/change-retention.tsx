import type { McpServerDto } from '#shared/mcp-server.ts'
import { RETENTION_MAX } from '#shared/limits.ts'
import { Button, NumberInput, Stack, Text } from '@mantine/core'
import '@mantine/core/styles/NumberInput.css'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { formatCappedCount } from '../../lib/format.ts'
import { notify } from '../../lib/notify.ts'
import { api, queryClient, trpc } from '../../lib/trpc.ts'
import { CallError } from '../../ui/call-error.tsx'
import { Confirmation } from '../../ui/confirmation.tsx'
import { DialogButtons } from '../../ui/dialog-buttons.tsx'
import { describeDays } from './describe-days.ts'

interface ChangeRetentionProps {
  org: string
  server: McpServerDto
  onDone: () => void
}

/** Asks for the days, says which tickets go now, and asks again where some do. */
export function ChangeRetention({ org, server, onDone }: ChangeRetentionProps) {
  const { slug } = server
  const [text, setText] = useState<string | number>(server.retentionDays ?? '')
  const [error, setError] = useState<string>()
  const save = useMutation(
    trpc.privacy.setRetention.mutationOptions({
      onSuccess: async ({ name, retentionDays }) => {
        await queryClient.invalidateQueries(trpc.mcpServer.pathFilter())
        notify(`${name} keeps tickets ${retentionDays === null ? '' : 'for '}${describeDays(retentionDays)}.`)
        onDone()
      },
    }),
  )
  const preview = useMutation({
    mutationFn: async (days: number | null) => ({
      days,
      ...(await api.privacy.previewRetention.query({ org, slug, days })),
    }),
    onSuccess: ({ days, tickets }) => {
      if (tickets === 0) save.mutate({ org, slug, days })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const days = text === '' ? null : Number(text)
    const isSound = days === null || (Number.isInteger(days) && days >= 1 && days <= RETENTION_MAX)
    setError(isSound ? undefined : `Enter a whole number of days from 1 to ${RETENTION_MAX}.`)
    if (isSound) preview.mutate(days)
  }

  const found = preview.data
  if (found && found.tickets > 0) {
    return (
      <Confirmation
        label="Delete and keep it so"
        call={save}
        onConfirm={() => save.mutate({ org, slug, days: found.days })}
        onCancel={onDone}
      >
        <Text size="sm">
          Tickets that are older than {describeDays(found.days)} are deleted within minutes, and from now on
          as soon as they are. Now this is {formatCappedCount(found.tickets)}{' '}
          {found.tickets === 1 ? 'ticket' : 'tickets'}
          {found.unresolved > 0 && `, ${formatCappedCount(found.unresolved)} of them not closed`}.{' '}
          <strong>This cannot be undone.</strong>
        </Text>
      </Confirmation>
    )
  }
  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        <CallError error={preview.error ?? save.error} />
        <NumberInput
          label="Days"
          description="Leave it empty to keep tickets without an end."
          value={text}
          onChange={setText}
          error={error}
          allowDecimal={false}
          allowNegative={false}
          data-autofocus
        />
        <DialogButtons>
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={preview.isPending || save.isPending}>
            Save
          </Button>
        </DialogButtons>
      </Stack>
    </form>
  )
}
