import type { McpServerDto } from '#shared/mcp-server.ts'
import { Button, Stack } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { notify } from '../../lib/notify.ts'
import { trpc } from '../../lib/trpc.ts'
import { CallError } from '../../ui/call-error.tsx'

interface SendTestTicketProps {
  org: string
  server: McpServerDto
  onSent: () => void
}

/** Shows how a ticket arrives, before anybody reports a problem. */
export function SendTestTicket({ org, server, onSent }: SendTestTicketProps) {
  const send = useMutation(
    trpc.supportTicket.sendTest.mutationOptions({
      onSuccess: ({ reference }) => {
        notify(`Test ticket ${reference} sent.`)
        onSent()
      },
    }),
  )
  return (
    <Stack gap="xs" align="flex-start">
      <CallError error={send.error} />
      <Button
        variant="default"
        leftSection={<IconSend size={15} aria-hidden />}
        loading={send.isPending}
        onClick={() => send.mutate({ org, server: server.slug })}
      >
        Send a test ticket
      </Button>
    </Stack>
  )
}
