import { Stack, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { formatExactTime } from '../../lib/format.ts'
import { trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { EmptyMessage } from '../../ui/empty-message.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { NotPermitted } from '../../ui/not-permitted.tsx'
import { Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { RowSkeletons } from '../../ui/row-skeletons.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { AuditTable } from './audit-table.tsx'

const route = getRouteApi('/o/$org/organization/audit-log')

export function AuditLogPage() {
  const { org } = route.useParams()
  const canRead = useCan(org, 'read audit log')
  return (
    <Page
      title="Audit log"
      description="What admins and owners did in this organization, the newest first. Nobody can change it."
      above={
        <BackLink to="/o/$org/organization" params={{ org }}>
          Organization
        </BackLink>
      }
    >
      {canRead ? (
        <AuditLog org={org} />
      ) : (
        <NotPermitted title="Your role cannot see the audit log" permission="read audit log">
          can see it
        </NotPermitted>
      )}
    </Page>
  )
}

function AuditLog({ org }: { org: string }) {
  const { topic, by, cursor } = route.useSearch()
  const isFiltered = topic !== undefined || by !== undefined
  const log = useQuery({
    ...trpc.organization.auditLog.queryOptions({ org, topic, by, cursor }),
    placeholderData: keepPreviousData,
    // Most of what it records is done on other pages, so each visit reads it again.
    staleTime: 0,
  })
  if (log.isPending) return <RowSkeletons label="Loading the audit log" />
  if (!log.data) {
    return (
      <ErrorMessage
        title="The audit log could not be loaded"
        error={log.error}
        onRetry={() => void log.refetch()}
      />
    )
  }
  const { entries, searchedTo, older, newer } = log.data
  if (entries.length === 0 && !isFiltered) {
    return (
      <EmptyMessage title="Nothing yet">
        When somebody deletes a ticket, changes a role, a key, a user or an MCP server, it appears here with
        their name and the time.
      </EmptyMessage>
    )
  }
  return (
    <Stack gap="sm" aria-busy={log.isPlaceholderData} opacity={log.isPlaceholderData ? 0.5 : 1}>
      <AuditFilters page={log.data} />
      {entries.length > 0 ? <AuditTable entries={entries} /> : <Text size="sm">No such entry here.</Text>}
      {searchedTo && (
        <Text size="sm" c="dimmed">
          Looked as far as {formatExactTime(searchedTo)}. There can be more on the next page.
        </Text>
      )}
      <Pager of="the audit log" older={older} newer={newer} />
    </Stack>
  )
}
