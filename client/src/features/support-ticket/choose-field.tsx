import type { TicketDto } from '#shared/support-ticket.ts'
import { Select, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { notify } from '../../lib/notify.ts'
import { hasCode } from '../../lib/problem.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { revealInvisible } from '../../lib/untrusted-text.ts'
import { Confirmation } from '../../ui/confirmation.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { Conflict } from './conflict.tsx'
import { readLatest } from './read-latest.ts'
import { withheldPlaces } from './withheld-places.ts'

/** Characters of a value in the dialog. */
const SHOWN = 200

export interface ChooseFieldProps {
  org: string
  ticket: TicketDto
  onDone: () => void
}

/** Withholds the value that a person chooses. */
export function ChooseField({ org, ticket, onDone }: ChooseFieldProps) {
  const { reference } = ticket
  const [name, setName] = useState<string | null>(null)
  const [isMissing, setIsMissing] = useState(false)
  const places = withheldPlaces(ticket)
  const place = places.find((each) => each.name === name)
  const withhold = useMutation(
    trpc.privacy.withholdField.mutationOptions({
      onSuccess: (changed) => {
        queryClient.setQueryData(trpc.supportTicket.get.queryKey({ org, reference }), changed)
        notify('The value is withheld.')
        onDone()
      },
      // The page shows the ticket as it is now, and with it the values to choose from.
      onError: (error) => void readLatest(error, { org, reference }),
    }),
  )
  const isConflict = hasCode(withhold.error, 'ticket-changed')
  const confirm = () => {
    setIsMissing(!place)
    if (!place) return
    const { field, pointer, eventId } = place
    withhold.mutate({ org, reference, field, pointer, eventId, expectedVersion: ticket.version })
  }
  return (
    <Confirmation
      label="Withhold for good"
      call={{ isPending: withhold.isPending, error: isConflict ? null : withhold.error }}
      onConfirm={confirm}
      onCancel={onDone}
    >
      {isConflict && (
        <Conflict>Somebody changed the ticket. Nothing was withheld. Look at the value again.</Conflict>
      )}
      <Select
        label="Value"
        description="Parts of the captured call are named by their path."
        data={places.map((each) => ({ value: each.name, label: revealInvisible(each.name) }))}
        value={name}
        onChange={setName}
        searchable
        nothingFoundMessage="There is no such value"
        error={isMissing && !place && 'Choose the value.'}
      />
      {place && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          Now: <UntrustedText text={place.value.slice(0, SHOWN)} />
          {place.value.length > SHOWN && '…'}
        </Text>
      )}
      <Text size="sm">
        The value is replaced by a mark, and leaves the history and the search.{' '}
        <strong>This cannot be undone.</strong> If it stands in another place too, such as in the result of
        the call, withhold it there as well.
      </Text>
      <Text size="sm" c="dimmed">
        The history keeps who withheld which field.
      </Text>
    </Confirmation>
  )
}
