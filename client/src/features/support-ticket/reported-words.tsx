import type { TicketDto } from '#shared/support-ticket.ts'
import { Spoiler, Text } from '@mantine/core'
import { ExactTime } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { Reporter } from './reporter.tsx'
import classes from './ticket-view.module.css'

/** Six lines. */
const SHOWN_PX = 144

const AUTHORED = {
  dashboard: 'told staff, who wrote it down',
  sdk: 'wrote',
  test: 'is left out of counts',
} as const

/** Who wrote, through what and when, and their own words. */
export function ReportedWords({ ticket }: { ticket: TicketDto }) {
  const { origin, context, session } = ticket
  const client = context?.client?.name ?? session?.clientName
  return (
    <section aria-label="What was reported">
      <Text component="div" size="xs" c="dimmed" fz="0.8125rem" mb={4}>
        <b className={classes.author}>
          <Author ticket={ticket} />
        </b>{' '}
        {AUTHORED[origin]}
        {client && (
          <>
            {' '}
            through <UntrustedText text={client} />
          </>
        )}
        , <ExactTime iso={ticket.createdAt} />
      </Text>
      <Spoiler
        maxHeight={SHOWN_PX}
        showLabel="Show all"
        hideLabel="Show less"
        className={classes.spoiler}
        attributes={{ content: { 'aria-label': 'Reported text' } }}
      >
        <div className={classes.words}>
          {ticket.erasedAt ? (
            <Text inherit c="dimmed">
              What was reported was erased on <ExactTime iso={ticket.erasedAt} />.
            </Text>
          ) : (
            <UntrustedText text={ticket.description} />
          )}
        </div>
      </Spoiler>
    </section>
  )
}

function Author({ ticket: { origin, reporter, erasedAt } }: { ticket: TicketDto }) {
  if (origin === 'test') return 'A test from the dashboard'
  if (erasedAt) return 'Somebody who was erased'
  return reporter.kind === 'none' ? 'Somebody without a contact' : <Reporter reporter={reporter} />
}
