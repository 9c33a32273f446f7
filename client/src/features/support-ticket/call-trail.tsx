import type { TrailEntry } from '#sdk/wire/ticket-context.ts'
import { Group, Text } from '@mantine/core'
import { formatDuration } from '../../lib/format.ts'
import { Panel } from '../../ui/panel.tsx'
import { ExactTime } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { CallOutcome } from './call-outcome.tsx'
import classes from './call-trail.module.css'

/**
 * Earlier calls of the same caller: the tool and the outcome, never the content.
 *
 * @param before what they came before: the failing call, or the ticket where none was found.
 */
export function CallTrail({ trail, before }: { trail: TrailEntry[]; before: 'failing call' | 'ticket' }) {
  return (
    <Panel title={`Calls before the ${before}`}>
      <ol className={classes.trail} aria-label={`Calls before the ${before}, oldest first`}>
        {Array.from(trail.entries(), ([place, call]) => (
          <li key={place} className={classes.call}>
            <Text span ff="monospace" size="sm" className={classes.tool}>
              <UntrustedText text={call.tool} />
            </Text>
            <Group gap="sm">
              <CallOutcome outcome={call.outcome} />
              {call.durationMs !== undefined && (
                <Text span size="sm">
                  {formatDuration(call.durationMs)}
                </Text>
              )}
              {call.at && (
                <Text span size="xs" c="dimmed">
                  <ExactTime iso={call.at} />
                </Text>
              )}
            </Group>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
