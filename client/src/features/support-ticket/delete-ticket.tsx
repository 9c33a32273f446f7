import type { TicketDto, TicketPageDto } from '#shared/support-ticket.ts'
import { Button, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconTrash } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { notify } from '../../lib/notify.ts'
import { hasCode } from '../../lib/problem.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { Confirmation } from '../../ui/confirmation.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { LazyDialog } from '../../ui/lazy-dialog.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { Conflict } from './conflict.tsx'
import { Reporter } from './reporter.tsx'
import { useSeen } from './use-seen.ts'

/** The control with which people who may do so delete a ticket. */
export function DeleteTicket({ org, ticket }: { org: string; ticket: TicketDto }) {
  const canDelete = useCan(org, 'delete tickets')
  const [opened, dialog] = useDisclosure(false)
  return (
    <>
      {canDelete && (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconTrash size={14} aria-hidden />}
          onClick={dialog.open}
        >
          Delete
        </Button>
      )}
      <LazyDialog opened={opened} onClose={dialog.close} title={`Delete ${ticket.reference}?`}>
        <ConfirmDeletion org={org} ticket={ticket} onDone={dialog.close} />
      </LazyDialog>
    </>
  )
}

function ConfirmDeletion({ org, ticket, onDone }: { org: string; ticket: TicketDto; onDone: () => void }) {
  const { reference } = ticket
  const navigate = useNavigate()
  const { seen, changes, catchUp } = useSeen(org, ticket, 'delete it')
  const remove = useMutation(
    trpc.supportTicket.delete.mutationOptions({
      onSuccess: async () => {
        forgetRow(reference)
        notify(`${reference} deleted.`)
        await navigate({ to: '/o/$org/tickets', params: { org } })
        // Going back asks for the ticket again, and learns that there is none.
        queryClient.removeQueries(trpc.supportTicket.get.queryFilter({ org, reference }))
      },
      onError: (error) => void catchUp(error),
    }),
  )
  const isConflict = hasCode(remove.error, 'ticket-changed')
  return (
    <Confirmation
      label={changes ? 'Delete it anyway' : 'Delete ticket'}
      call={{ isPending: remove.isPending, error: isConflict ? null : remove.error }}
      onConfirm={() => remove.mutate({ org, reference, expectedVersion: seen.version })}
      onCancel={onDone}
    >
      {changes && <Conflict>{changes} The ticket is not deleted. Do you still want to delete it?</Conflict>}
      <Facts>
        <Fact name="Title">
          <UntrustedText text={seen.title} />
        </Fact>
        <Fact name="Reporter">
          <Reporter reporter={seen.reporter} />
        </Fact>
        <Fact name="MCP server">{seen.server.name}</Fact>
        <Fact name="History">{seen.events.length === 1 ? '1 entry' : `${seen.events.length} entries`}</Fact>
      </Facts>
      <Text size="sm">
        The ticket, its captured call and its history are deleted for everybody.{' '}
        <strong>This cannot be undone.</strong> Who asks for its status is told that there is no such ticket.
      </Text>
      <Text size="sm" c="dimmed">
        The audit log keeps the reference, the time and your name.
      </Text>
    </Confirmation>
  )
}

/** Takes the ticket out of the lists that were read before, so that the next page does not show it for a moment. */
function forgetRow(reference: string): void {
  const lists = trpc.supportTicket.list.pathFilter()
  queryClient.setQueriesData<TicketPageDto>(
    lists,
    (page) => page && { ...page, tickets: page.tickets.filter((row) => row.reference !== reference) },
  )
  void queryClient.invalidateQueries({ ...lists, refetchType: 'none' })
}
