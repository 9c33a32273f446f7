import type { FailureDto } from '#shared/insight.ts'
import { Text, Title } from '@mantine/core'
import { useId } from 'react'
import { formatSeen } from '../../lib/format.ts'
import { CallLine } from '../../ui/call-line.tsx'
import { DayBars } from '../../ui/day-bars.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import classes from './failures.module.css'

/** What fails the most, each with the way to its tickets. */
export function Failures({ org, failures }: { org: string; failures: FailureDto[] }) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <div className={classes.top}>
        <Title order={2} id={id}>
          What fails
        </Title>
        <Text size="xs" c="dimmed">
          by tool and error; numbers, ids and quoted values folded
        </Text>
      </div>
      {failures.length === 0 ? (
        <Text size="sm">No ticket of these days has a failing call.</Text>
      ) : (
        <table className={classes.table} aria-labelledby={id}>
          <thead>
            <tr>
              <th scope="col">Tool, error</th>
              <th scope="col" className={classes.server}>
                Server
              </th>
              <th scope="col" className={classes.days}>
                14 days
              </th>
              <th scope="col" className={classes.number}>
                Seen
              </th>
              <th scope="col" className={classes.users}>
                Users
              </th>
              <th scope="col" className={classes.unresolved}>
                Unresolved
              </th>
            </tr>
          </thead>
          <tbody>
            {failures.map((failure) => (
              <Failure key={failure.fingerprint} org={org} failure={failure} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Failure({ org, failure }: { org: string; failure: FailureDto }) {
  const { fingerprint, tool, error, message, server, days, tickets, reporters, unresolved } = failure
  return (
    <tr>
      <th scope="row">
        <LinkAnchor
          to="/o/$org/tickets"
          params={{ org }}
          search={{ fingerprint, status: 'all' }}
          className={classes.link}
          underline="never"
        >
          <CallLine call={{ tool: tool ?? 'unknown tool', error, errorMessage: message }} isLink />
        </LinkAnchor>
        <div className={classes.where}>
          <UntrustedText text={server.name} />
        </div>
      </th>
      <td className={classes.server}>
        <UntrustedText text={server.name} />
      </td>
      <td className={classes.days}>
        <DayBars days={days} size="row" />
      </td>
      <td className={classes.seen}>{tickets}</td>
      <td className={classes.users}>{formatSeen(reporters)}</td>
      <td className={classes.unresolved}>
        {unresolved > 0 ? (
          <LinkAnchor
            to="/o/$org/tickets"
            params={{ org }}
            search={{ fingerprint }}
            c="inherit"
            inherit
            underline="always"
            aria-label={`${unresolved} unresolved`}
          >
            {unresolved}
          </LinkAnchor>
        ) : (
          0
        )}
      </td>
    </tr>
  )
}
