import type { TicketDto, TicketEventDto } from '#shared/support-ticket.ts'
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { leaveForHeading } from '../../lib/heading-focus.ts'
import { notify } from '../../lib/notify.ts'
import { explainError } from '../../lib/problem.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { readLatest } from './read-latest.ts'
import classes from './timeline.module.css'

interface TakeBackNoteProps {
  org: string
  ticket: TicketDto
  event: TicketEventDto
}

/** Takes the text of an agent's note out of the timeline for good. That there was one, and who took it back, stays. */
export function TakeBackNote({ org, ticket: { reference, version }, event }: TakeBackNoteProps) {
  const takeBack = useMutation(
    trpc.privacy.withholdField.mutationOptions({
      onSuccess: (changed) => {
        queryClient.setQueryData(trpc.supportTicket.get.queryKey({ org, reference }), changed)
        notify('The note is taken back.')
        leaveForHeading()
      },
      onError: (error) => {
        notify(explainError(error).message)
        void readLatest(error, { org, reference })
      },
    }),
  )
  const run = () =>
    takeBack.mutate({ org, reference, field: 'note', eventId: event.id, expectedVersion: version })
  return (
    <Button
      variant="transparent"
      size="compact-xs"
      loading={takeBack.isPending}
      onClick={run}
      className={classes.undo}
    >
      Take back this note
    </Button>
  )
}
