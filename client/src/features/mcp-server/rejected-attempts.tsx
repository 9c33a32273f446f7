import type { RejectedAttemptDto } from '#shared/server-setup.ts'
import { Group, Text, Title } from '@mantine/core'
import { useId } from 'react'
import { FailedGlyph } from '../../ui/failed-glyph.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import { RowTable } from '../../ui/row-table.tsx'
import rows from '../../ui/rows.module.css'
import { ClockTime, TimeAgo } from '../../ui/time-ago.tsx'
import { describeCaller } from './describe-caller.ts'
import { explainRejection } from './explain-rejection.ts'
import classes from './rejected-attempts.module.css'

const COLUMNS = [
  { name: 'Last', className: classes.time },
  { name: 'Reason, and what helps' },
  { name: 'From', className: classes.from },
  { name: 'Times', atEnd: true, className: classes.times },
]

interface RejectedAttemptsProps {
  org: string
  rejected: RejectedAttemptDto[]
}

/** What was rejected in the last hour: why, what helps, from which program, how often. */
export function RejectedAttempts({ org, rejected }: RejectedAttemptsProps) {
  const id = useId()
  const times = rejected.reduce((sum, attempt) => sum + attempt.times, 0)
  return (
    <section aria-labelledby={id} className={classes.section}>
      <Group gap="xs" align="baseline" mb="xs">
        <Title order={2} id={id}>
          Rejected in the last hour
        </Title>
        <Text size="xs" c="dimmed">
          {times === 0
            ? 'nothing'
            : `${times} ${times === 1 ? 'attempt' : 'attempts'}; secrets are never shown`}
        </Text>
      </Group>
      {rejected.length > 0 && (
        <RowTable label="Rejected in the last hour" columns={COLUMNS}>
          {rejected.map((attempt) => (
            <Attempt
              key={JSON.stringify([attempt.reason, attempt.from, attempt.keyHint, attempt.keyOf])}
              org={org}
              attempt={attempt}
            />
          ))}
        </RowTable>
      )}
    </section>
  )
}

function Attempt({ org, attempt }: { org: string; attempt: RejectedAttemptDto }) {
  const { lastAt, from, times, keyOf, keyRevokedAt } = attempt
  const { reason, help } = explainRejection(attempt)
  return (
    <tr className={rows.row}>
      <td className={classes.time}>
        <ClockTime iso={lastAt} />
      </td>
      <td>
        <div className={classes.reason}>
          <FailedGlyph />
          <div>
            <div className={rows.name}>{reason}</div>
            <div className={classes.soft}>
              {keyRevokedAt && (
                <>
                  Revoked <TimeAgo iso={keyRevokedAt} />.{' '}
                </>
              )}
              {help}{' '}
              {keyOf && (
                <LinkAnchor
                  to="/o/$org/servers/$slug"
                  params={{ org, slug: keyOf.slug }}
                  inherit
                  underline="always"
                >
                  Open {keyOf.name}
                </LinkAnchor>
              )}
            </div>
            <div className={classes.fromBelow}>From {describeCaller(from)}</div>
          </div>
        </div>
      </td>
      <td className={classes.from}>{describeCaller(from)}</td>
      <td className={rows.end}>{times}</td>
    </tr>
  )
}
