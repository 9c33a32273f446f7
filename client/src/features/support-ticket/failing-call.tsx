import type { Incident } from '#sdk/wire/ticket-context.ts'
import type { TicketDto } from '#shared/support-ticket.ts'
import { Spoiler, Text, VisuallyHidden } from '@mantine/core'
import { useId } from 'react'
import { formatDuration } from '../../lib/format.ts'
import { FailedGlyph } from '../../ui/failed-glyph.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { PreciseTime } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { CallOutcome } from './call-outcome.tsx'
import { CallSection } from './call-section.tsx'
import { CallStack } from './call-stack.tsx'
import { countWithheld } from './count-withheld.ts'
import { explainCorrelation } from './explain-correlation.ts'
import classes from './failing-call.module.css'
import { headline } from './headline.ts'
import { Highlights } from './highlights.tsx'

/** Six lines of the error. */
const SHOWN_PX = 144

/** The call that failed, in the only frame of the page: tool, error, where it happened, arguments, result, stack. */
export function FailingCall({ ticket }: { ticket: TicketDto }) {
  const id = useId()
  const { context } = ticket
  const incident = context?.incident
  return (
    <section aria-labelledby={id}>
      {/* It names the region. The eye knows it by the frame. */}
      <VisuallyHidden component="h2" id={id}>
        The failing call
      </VisuallyHidden>
      {!incident && <Text size="sm">No call is attached. {explainCorrelation(ticket)}</Text>}
      {context && incident && (
        <>
          <div className={classes.frame}>
            <Head incident={incident} />
            <Highlights context={context} incident={incident} traceUrl={ticket.traceUrl} />
            <CallData incident={incident} />
          </div>
          <Text size="xs" c="dimmed" mt={6}>
            {explainCorrelation(ticket)}
          </Text>
        </>
      )}
    </section>
  )
}

function Head({ incident }: { incident: Incident }) {
  const { message, from } = headline(incident)
  const { tool = 'unknown tool', outcome, durationMs, startedAt, error } = incident
  return (
    <div className={classes.head}>
      <FailedGlyph />
      <div className={classes.headText}>
        <div className={classes.line}>
          <span className={classes.tool}>
            <UntrustedText text={tool} />
          </span>
          {outcome && (
            <span className={classes.outcome}>
              <CallOutcome outcome={outcome} look="head" />
            </span>
          )}
          <span className={classes.when}>
            {durationMs !== undefined && formatDuration(durationMs)}
            {durationMs !== undefined && startedAt && ' · '}
            {startedAt && <PreciseTime iso={startedAt} />}
          </span>
        </div>
        <div className={classes.errorName}>
          {error?.name && (
            <b>
              <UntrustedText text={error.name} />
            </b>
          )}
          {from === 'result' && message && <b>The tool answered</b>}
          {error?.code !== undefined && (
            <span className={classes.code}>
              code <UntrustedText text={String(error.code)} />
            </span>
          )}
        </div>
        {message && (
          <Spoiler
            maxHeight={SHOWN_PX}
            showLabel="Show all of the error"
            hideLabel="Show less"
            attributes={{ content: { 'aria-label': 'Text of the error' } }}
          >
            <p className={classes.message}>
              <UntrustedText text={message} />
            </p>
          </Spoiler>
        )}
      </div>
    </div>
  )
}

function CallData({ incident }: { incident: Incident }) {
  return (
    <>
      {incident.arguments !== undefined && (
        <CallSection
          title="Arguments"
          note={describeWithheld(incident.arguments)}
          copyText={toJson(incident.arguments)}
        >
          <JsonTree value={incident.arguments} />
        </CallSection>
      )}
      {incident.result !== undefined && (
        <CallSection
          title="Result"
          note={describeWithheld(incident.result)}
          copyText={toJson(incident.result)}
        >
          <JsonTree value={incident.result} />
        </CallSection>
      )}
      {incident.error?.stack && (
        <CallSection title="Stack" note="" copyText={incident.error.stack}>
          <CallStack stack={incident.error.stack} />
        </CallSection>
      )}
    </>
  )
}

function describeWithheld(value: unknown): string {
  const count = countWithheld(value)
  if (count === 0) return ''
  return `${count} ${count === 1 ? 'value' : 'values'} withheld before they left the server`
}

function toJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2)
}
