import type { TicketDto, TicketStatus } from '#shared/support-ticket.ts'
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconGitMerge } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { notify } from '../../lib/notify.ts'
import { hasCode } from '../../lib/problem.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { CallError } from '../../ui/call-error.tsx'
import { StatusBadge, statusLabel } from '../../ui/status-badge.tsx'

interface Step {
  to: TicketStatus
  label: string
}

/** The possible next steps for each status. The most common one is first. */
const NEXT: Record<TicketStatus, readonly [usual: Step, other: Step]> = {
  open: [
    { to: 'in_progress', label: 'Start progress' },
    { to: 'closed', label: 'Close ticket' },
  ],
  in_progress: [
    { to: 'closed', label: 'Close ticket' },
    { to: 'open', label: 'Move back to open' },
  ],
  closed: [
    { to: 'open', label: 'Reopen ticket' },
    { to: 'in_progress', label: 'Reopen as in progress' },
  ],
}

interface Intent extends Step {
  /** The ticket that the person saw when they decided. */
  seen: TicketDto
}

/**
 * The control of a ticket's status, for people who may change it. A dialog that is open when their role changes stays,
 * because it explains why the change was refused.
 */
export function ChangeStatus({ org, ticket }: { org: string; ticket: TicketDto }) {
  const canWork = useCan(org, 'work tickets')
  const [opened, dialog] = useDisclosure(false)
  const [intent, setIntent] = useState<Intent>()
  const [usual, other] = NEXT[ticket.status]
  const ask = (step: Step) => {
    setIntent({ ...step, seen: ticket })
    dialog.open()
  }
  return (
    <>
      {/* The same two buttons for every status: when the dialog closes, the focus returns to one of them. */}
      {canWork && (
        <>
          <Button size="sm" onClick={() => ask(usual)}>
            {usual.label}
          </Button>
          <Button size="sm" variant="default" onClick={() => ask(other)}>
            {other.label}
          </Button>
        </>
      )}
      <Modal opened={opened} onClose={dialog.close} title={intent ? `${intent.label}?` : ''}>
        {intent && <ConfirmStatus org={org} intent={intent} onDone={dialog.close} />}
      </Modal>
    </>
  )
}

function ConfirmStatus({ org, intent, onDone }: { org: string; intent: Intent; onDone: () => void }) {
  const [seen, setSeen] = useState(intent.seen)
  const query = trpc.supportTicket.get.queryOptions({ org, reference: seen.reference })
  const update = useMutation(
    trpc.supportTicket.updateStatus.mutationOptions({
      onSuccess: (ticket) => {
        queryClient.setQueryData(query.queryKey, ticket)
        notify(`${ticket.reference} is now ${statusLabel(ticket.status).toLowerCase()}.`)
        onDone()
      },
      onError: async (error) => {
        // Somebody else changed the ticket first. Show their change, so that the person can decide again.
        if (hasCode(error, 'ticket-changed'))
          setSeen(await queryClient.fetchQuery({ ...query, staleTime: 0 }))
      },
    }),
  )
  const isConflict = update.isError && hasCode(update.error, 'ticket-changed')
  const confirm = () =>
    update.mutate({ org, reference: seen.reference, status: intent.to, expectedVersion: seen.version })

  if (isConflict && seen.status === intent.to) return <AlreadyThere ticket={seen} onDone={onDone} />
  return (
    <Stack>
      {isConflict && <Conflict ticket={seen} />}
      {!isConflict && <CallError error={update.error} />}
      <Group gap="xs">
        <StatusBadge status={seen.status} />
        <Text span size="sm" c="dimmed">
          becomes
        </Text>
        <StatusBadge status={intent.to} />
      </Group>
      <Text size="sm">
        The history shows the change with your name. The reporter sees the new status when they ask for it.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button onClick={confirm} loading={update.isPending} data-autofocus>
          {isConflict ? `${intent.label} anyway` : intent.label}
        </Button>
      </Group>
    </Stack>
  )
}

function Conflict({ ticket }: { ticket: TicketDto }) {
  return (
    <Alert
      color="orange"
      variant="light"
      role="alert"
      icon={<IconGitMerge />}
      title="Somebody else changed the ticket"
    >
      {describeLastChange(ticket)} Your change is not saved. Do you still want to make it?
    </Alert>
  )
}

function AlreadyThere({ ticket, onDone }: { ticket: TicketDto; onDone: () => void }) {
  return (
    <Stack>
      <Alert color="orange" variant="light" role="alert" icon={<IconGitMerge />} title="This is already done">
        {describeLastChange(ticket)} There is nothing left to change.
      </Alert>
      <Group justify="flex-end">
        <Button onClick={onDone} data-autofocus>
          Back to the ticket
        </Button>
      </Group>
    </Stack>
  )
}

function describeLastChange({ events, status }: TicketDto): string {
  const last = events.findLast(({ type }) => type === 'status_changed')
  if (!last) return `The ticket is now ${statusLabel(status).toLowerCase()}.`
  return `${last.actor.name} set it to ${statusLabel(status).toLowerCase()}.`
}
