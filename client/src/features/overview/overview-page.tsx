import type { OverviewDto } from '#shared/insight.ts'
import { Skeleton, Text, VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { formatExactTime, formatUtcDay } from '../../lib/format.ts'
import { trpc } from '../../lib/trpc.ts'
import { EmptyMessage } from '../../ui/empty-message.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { Failures } from './failures.tsx'
import { Figures } from './figures.tsx'
import classes from './overview-page.module.css'
import { overviewInput, type OverviewSearch } from './overview-search.ts'
import { RangeTabs } from './range-tabs.tsx'
import { ServerChoice } from './server-choice.tsx'
import { TicketsADay } from './tickets-a-day.tsx'
import { TimeToClose } from './time-to-close.tsx'

/** Changes are shown at once; this is for days that end, a desk on which changes never pause, and a job that is behind. */
const REFRESH_MS = 15_000

const route = getRouteApi('/o/$org/overview')

/** What happened in the last days: how much, what fails, and how long it takes. */
export function OverviewPage() {
  const { org } = route.useParams()
  const search = route.useSearch()
  const overview = useQuery({
    ...trpc.supportTicket.overview.queryOptions(overviewInput(org, search)),
    refetchInterval: REFRESH_MS,
  })
  const { data } = overview
  return (
    <Page
      title="Overview"
      bar={
        <>
          <RangeTabs org={org} search={search} />
          {data && (
            <Text size="xs" c="dimmed">
              {describeRange(data)}
            </Text>
          )}
        </>
      }
      actions={<ServerChoice org={org} search={search} />}
    >
      {overview.isPending && <OverviewSkeleton />}
      {overview.isError && !data && (
        <ErrorMessage
          title="The overview could not be loaded"
          error={overview.error}
          onRetry={() => void overview.refetch()}
        />
      )}
      {data && <Overview org={org} search={search} overview={data} />}
    </Page>
  )
}

interface OverviewProps {
  org: string
  search: OverviewSearch
  overview: OverviewDto
}

function Overview({ org, search, overview }: OverviewProps) {
  const { unresolved, opened, closed, completeTo } = overview
  if (unresolved + opened + closed === 0 && completeTo === undefined)
    return (
      <EmptyMessage
        title="No tickets in this time"
        action={
          <LinkButton to="/o/$org/tickets" params={{ org }} search={{ status: 'all' }} variant="default">
            All tickets
          </LinkButton>
        }
      >
        When a tool call of your MCP servers fails and somebody reports it, it is counted here.
      </EmptyMessage>
    )
  return (
    <div className={classes.parts}>
      {completeTo !== undefined && (
        <output className={classes.notice}>
          Tickets from before {formatExactTime(completeTo)} are still being counted.
        </output>
      )}
      <Figures overview={overview} />
      <Failures org={org} failures={overview.failures} />
      <div className={classes.charts}>
        <TicketsADay org={org} search={search} overview={overview} />
        <TimeToClose counts={overview.timeToClose} />
      </div>
    </div>
  )
}

/** As high as what comes, so that nothing moves. */
function OverviewSkeleton() {
  return (
    <div className={classes.parts} aria-busy>
      <VisuallyHidden>Loading the overview</VisuallyHidden>
      <Skeleton height={90} />
      <Skeleton height={250} />
      <div className={classes.charts}>
        <Skeleton height={230} />
        <Skeleton height={230} />
      </div>
    </div>
  )
}

function describeRange({ days }: OverviewDto): string {
  return `${formatUtcDay(days[0]!)} – ${formatUtcDay(days.at(-1)!)}, in UTC`
}
