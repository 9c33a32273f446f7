import { Stack } from '@mantine/core'
import { IconHistory, IconLock } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { rolesWith } from '../../lib/roles.ts'
import { trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { EmptyMessage } from '../../ui/empty-message.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { RowSkeletons } from '../../ui/row-skeletons.tsx'
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
        <EmptyMessage Icon={IconLock} title="Your role cannot see the audit log">
          Only {rolesWith('read audit log')} of this organization can see it. Ask an owner of this
          organization to change your role.
        </EmptyMessage>
      )}
    </Page>
  )
}

function AuditLog({ org }: { org: string }) {
  const { cursor } = route.useSearch()
  const log = useQuery({
    ...trpc.organization.auditLog.queryOptions({ org, cursor }),
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
  if (log.data.entries.length === 0) {
    return (
      <EmptyMessage Icon={IconHistory} title="Nothing yet">
        When somebody deletes a ticket, changes a role, a key, a user or an MCP server, it appears here with
        their name and the time.
      </EmptyMessage>
    )
  }
  return (
    <Stack gap="sm" aria-busy={log.isPlaceholderData}>
      <AuditTable entries={log.data.entries} />
      <Pager of="the audit log" older={log.data.older} newer={log.data.newer} />
    </Stack>
  )
}
