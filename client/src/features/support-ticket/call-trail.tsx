import type { TrailEntry } from '#sdk/wire/ticket-context.ts'
import { UnstyledButton } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { formatDuration } from '../../lib/format.ts'
import { useIsPrinting } from '../../lib/use-is-printing.ts'
import { ClockTime } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { CallOutcome, isFailed } from './call-outcome.tsx'
import classes from './call-trail.module.css'

/** So many of the last calls are shown. The others are a line until somebody asks. */
const SHOWN = 3

interface CallTrailProps {
  trail: TrailEntry[]
  /** What they came before: the failing call, or the ticket where none was found. */
  before: 'failing call' | 'ticket'
}

/** Earlier calls of the same caller, one line each: the tool and the outcome, never the content. */
export function CallTrail({ trail, before }: CallTrailProps) {
  const [isOpen, setOpen] = useState(false)
  const open = useIsPrinting() || isOpen
  const label = `Calls before the ${before}, oldest first`
  const hidden = open ? [] : trail.slice(0, -SHOWN)
  const failed = hidden.filter(({ outcome }) => isFailed(outcome)).length
  return (
    <section aria-label={`Calls before the ${before}`} className={classes.section}>
      {trail.length > SHOWN && (
        <UnstyledButton
          className={classes.toggle}
          data-open={open || undefined}
          aria-expanded={open}
          onClick={() => setOpen(!isOpen)}
        >
          <IconChevronRight size={14} aria-hidden className={classes.chevron} />
          <span className={classes.earlier}>
            {open ? 'Fewer calls' : `${hidden.length} earlier ${hidden.length === 1 ? 'call' : 'calls'}`}
          </span>
          {failed > 0 && `, ${failed} failed`}
        </UnstyledButton>
      )}
      <ol className={classes.trail} aria-label={label}>
        {Array.from(trail.entries(), ([place, call]) => [place, call] as const)
          .slice(hidden.length)
          .map(([place, call]) => (
            <li key={place} className={classes.call}>
              <span className={classes.time}>{call.at && <ClockTime iso={call.at} />}</span>
              <span className={classes.tool}>
                <UntrustedText text={call.tool} />
              </span>
              <CallOutcome outcome={call.outcome} look="line" />
              <span className={classes.duration}>
                {call.durationMs !== undefined && formatDuration(call.durationMs)}
              </span>
            </li>
          ))}
      </ol>
    </section>
  )
}
