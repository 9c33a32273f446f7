import type { TicketDto, TicketStatus } from '#shared/support-ticket.ts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { confirmByKey } from '../../lib/confirm-by-key.ts'
import { hasCode } from '../../lib/problem.ts'
import { trpc } from '../../lib/trpc.ts'
import { CallButton } from '../../ui/call-button.tsx'
import { CallError } from '../../ui/call-error.tsx'
import { DialogButtons } from '../../ui/dialog-buttons.tsx'
import { StatusBadge, statusLabel } from '../../ui/status-badge.tsx'
import { AlreadyThere } from './already-there.tsx'
import { Conflict } from './conflict.tsx'
import { takeChange } from './take-change.ts'
import { useSeen } from './use-seen.ts'

interface ConfirmStatusProps {
  org: string
  intent: { to: TicketStatus; label: string; seen: TicketDto }
  onChanged: () => void
  onCancel: () => void
}

/** Asks once before a change of status that needs no reason. */
export function ConfirmStatus({ org, intent, onChanged, onCancel }: ConfirmStatusProps) {
  const { seen, changes, catchUp } = useSeen(
    org,
    intent.seen,
    `set it to ${statusLabel(intent.to).toLowerCase()}`,
  )
  const { reference } = seen
  const update = useMutation(
    trpc.supportTicket.updateStatus.mutationOptions({
      onSuccess: (ticket) => {
        takeChange(org, ticket)
        onChanged()
      },
      onError: (error) => void catchUp(error),
    }),
  )
  const confirm = () => {
    if (!update.isPending) update.mutate({ org, reference, status: intent.to, expectedVersion: seen.version })
  }

  if (changes && seen.status === intent.to) return <AlreadyThere changes={changes} onDone={onChanged} />
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Ctrl Enter works from everywhere in it
    <Stack onKeyDown={confirmByKey(confirm)}>
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
      <DialogButtons>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <CallButton onClick={confirm} loading={update.isPending} data-autofocus>
          {changes ? `${intent.label} anyway` : intent.label}
        </CallButton>
      </DialogButtons>
    </Stack>
  )
}
