import type { TicketDto, TicketStatus } from '#shared/support-ticket.ts'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { leaveForHeading } from '../../lib/heading-focus.ts'
import { notify } from '../../lib/notify.ts'
import { hasCode } from '../../lib/problem.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { CallButton } from '../../ui/call-button.tsx'
import { CallError } from '../../ui/call-error.tsx'
import { StatusBadge, statusLabel } from '../../ui/status-badge.tsx'
import { Conflict } from './conflict.tsx'
import { describeChanges } from './describe-changes.ts'
import { readLatest } from './read-latest.ts'

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
  const [isChanged, setIsChanged] = useState(false)
  const [usual, other] = NEXT[ticket.status]
  const ask = (step: Step) => {
    setIntent({ ...step, seen: ticket })
    setIsChanged(false)
    dialog.open()
  }
  /** The focus leaves the buttons: another press of Enter must not start the next change. */
  const finish = () => {
    setIsChanged(true)
    dialog.close()
    leaveForHeading()
  }
  return (
    <>
      {/* The same two buttons for every status: after Cancel, the focus returns to one of them. */}
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
      <Modal
        opened={opened}
        onClose={dialog.close}
        returnFocus={!isChanged}
        title={intent ? `${intent.label}?` : ''}
      >
        {intent && <ConfirmStatus org={org} intent={intent} onChanged={finish} onCancel={dialog.close} />}
      </Modal>
    </>
  )
}

interface ConfirmStatusProps {
  org: string
  intent: Intent
  onChanged: () => void
  onCancel: () => void
}

function ConfirmStatus({ org, intent, onChanged, onCancel }: ConfirmStatusProps) {
  const [seen, setSeen] = useState(intent.seen)
  const [changes, setChanges] = useState<string>()
  const { reference } = seen
  const update = useMutation(
    trpc.supportTicket.updateStatus.mutationOptions({
      onSuccess: (ticket) => {
        queryClient.setQueryData(trpc.supportTicket.get.queryKey({ org, reference }), ticket)
        notify(`${reference} is now ${statusLabel(ticket.status).toLowerCase()}.`)
        onChanged()
      },
      onError: async (error) => {
        // Somebody else changed the ticket first. Show their change, so that the person can decide again.
        const latest = await readLatest(error, { org, reference })
        if (!latest) return
        setChanges(describeChanges(seen, latest))
        setSeen(latest)
      },
    }),
  )
  const confirm = () => update.mutate({ org, reference, status: intent.to, expectedVersion: seen.version })

  if (changes && seen.status === intent.to) return <AlreadyThere changes={changes} onDone={onChanged} />
  return (
    <Stack>
      {changes && <Conflict>{changes} Your change is not saved. Do you still want to make it?</Conflict>}
      {!hasCode(update.error, 'ticket-changed') && <CallError error={update.error} />}
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
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <CallButton onClick={confirm} loading={update.isPending} data-autofocus>
          {changes ? `${intent.label} anyway` : intent.label}
        </CallButton>
      </Group>
    </Stack>
  )
}

function AlreadyThere({ changes, onDone }: { changes: string; onDone: () => void }) {
  return (
    <Stack>
      <Conflict title="This is already done">{changes} There is nothing left to change.</Conflict>
      <Group justify="flex-end">
        {/* The button that had the focus is gone. Enter goes on with this one. */}
        <Button onClick={onDone} ref={focus}>
          Back to the ticket
        </Button>
      </Group>
    </Stack>
  )
}

function focus(button: HTMLButtonElement | null): void {
  button?.focus()
}
