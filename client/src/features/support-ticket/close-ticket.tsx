import type { TicketDto, TicketResolution } from '#shared/support-ticket.ts'
import { Button, Stack, Text, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { confirmByKey } from '../../lib/confirm-by-key.ts'
import { hasCode, problemOf } from '../../lib/problem.ts'
import { trpc } from '../../lib/trpc.ts'
import { useDraft } from '../../lib/use-draft.ts'
import { CallButton } from '../../ui/call-button.tsx'
import { CallError } from '../../ui/call-error.tsx'
import { DialogButtons } from '../../ui/dialog-buttons.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'
import { AlreadyThere } from './already-there.tsx'
import { Conflict } from './conflict.tsx'
import { ResolutionChoice } from './resolution-choice.tsx'
import { takeChange } from './take-change.ts'
import { useSeen } from './use-seen.ts'
import { NOTE_MAX } from '#shared/limits.ts'

interface CloseTicketProps {
  org: string
  /** The ticket that the person saw when they decided. */
  seen: TicketDto
  hasNext: boolean
  /** @param goesOn whether the next ticket is wanted */
  onClosed: (goesOn: boolean) => void
  onCancel: () => void
}

/** Asks why a ticket is closed. Nothing is chosen before, so that no reason is given by habit. */
export function CloseTicket({ org, seen: first, hasNext, onClosed, onCancel }: CloseTicketProps) {
  const { seen, changes, catchUp } = useSeen(org, first, 'close it')
  const [resolution, setResolution] = useState<TicketResolution>()
  const [original, setOriginal] = useState('')
  const [isMissing, setIsMissing] = useState(false)
  const note = useDraft(`close:${org}/${first.reference}`)
  const { reference } = seen
  const update = useMutation(
    trpc.supportTicket.updateStatus.mutationOptions({
      onError: (error) => void catchUp(error),
    }),
  )
  const close = (goesOn: boolean) => {
    setIsMissing(resolution === undefined)
    if (resolution === undefined || update.isPending) return
    update.mutate(
      {
        org,
        reference,
        status: 'closed',
        resolution,
        ...(resolution === 'duplicate' && { duplicateOf: original }),
        ...(note.text.trim() !== '' && { note: note.text }),
        expectedVersion: seen.version,
      },
      {
        onSuccess: (ticket) => {
          note.clear()
          takeChange(org, ticket)
          onClosed(goesOn)
        },
      },
    )
  }
  const choose = (next: TicketResolution) => {
    setResolution(next)
    setIsMissing(false)
    update.reset()
  }
  const originalError = problemOf(update.error)?.errors?.find(
    ({ pointer }) => pointer === '/duplicateOf',
  )?.detail

  if (changes && seen.status === 'closed')
    return <AlreadyThere changes={changes} onDone={() => onClosed(false)} />
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Ctrl Enter works from everywhere in it
    <Stack onKeyDown={confirmByKey(() => close(true))}>
      {changes && <Conflict>{changes} The ticket is not closed. Do you still want to close it?</Conflict>}
      {!originalError && !hasCode(update.error, 'ticket-changed') && <CallError error={update.error} />}
      <ResolutionChoice
        value={resolution}
        onChange={choose}
        isMissing={isMissing}
        original={original}
        onOriginalChange={setOriginal}
        originalError={originalError}
      />
      <Textarea
        label={
          <>
            Note{' '}
            <Text span inherit c="dimmed" fw={400}>
              optional, staff only
            </Text>
          </>
        }
        autosize
        minRows={2}
        maxRows={8}
        maxLength={NOTE_MAX}
        value={note.text}
        onChange={({ currentTarget }) => note.write(currentTarget.value)}
      />
      <Text size="xs" c="dimmed">
        Who asks for its status with the reference reads:{' '}
        <Text span inherit c="var(--desk-ink)">
          “closed{resolution ? `, ${resolution}` : ''}”
        </Text>
        . The note is not sent.
      </Text>
      <DialogButtons>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <CallButton
          variant={hasNext ? 'default' : 'filled'}
          onClick={() => close(false)}
          loading={update.isPending}
        >
          {changes ? 'Close anyway' : 'Close'}
          {!hasNext && <KeyHint keys="Ctrl Enter" />}
        </CallButton>
        {hasNext && (
          <CallButton onClick={() => close(true)} loading={update.isPending}>
            Close and next
            <KeyHint keys="Ctrl Enter" />
          </CallButton>
        )}
      </DialogButtons>
    </Stack>
  )
}
