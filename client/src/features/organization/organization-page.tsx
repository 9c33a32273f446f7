import { Group, Skeleton, Text } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { rolesWith } from '../../lib/roles.ts'
import { trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Invitations } from './invitations.tsx'
import { Members } from './members.tsx'
import { RenameOrganization } from './rename-organization.tsx'

const route = getRouteApi('/o/$org/organization')

export function OrganizationPage() {
  const { org } = route.useParams()
  const organization = useQuery(trpc.organization.get.queryOptions({ org }))
  const members = useQuery(trpc.organization.members.queryOptions({ org }))
  const canReadAuditLog = useCan(org, 'read audit log')
  const canManageMembers = useCan(org, 'manage members')
  const canInvite = useCan(org, 'invite members')
  const failed = [organization, members].find((query) => query.isError && !query.data)
  if (failed) {
    return (
      <Page title="Organization">
        <ErrorMessage
          title="The organization could not be loaded"
          error={failed.error}
          onRetry={() => void Promise.all([organization.refetch(), members.refetch()])}
        />
      </Page>
    )
  }
  return (
    <Page title="Organization">
      <Panel title="Name">
        {organization.data ? (
          <RenameOrganization key={organization.data.name} organization={organization.data} />
        ) : (
          <Skeleton height={60} />
        )}
      </Panel>
      <Panel title="Members">
        {members.data ? (
          <Members org={org} members={members.data} canManage={canManageMembers} />
        ) : (
          <Skeleton height={120} />
        )}
        {!canManageMembers && (
          <Text size="sm" c="dimmed">
            Only {rolesWith('manage members')} can change roles and remove members.
          </Text>
        )}
        {!canInvite && (
          <Text size="sm" c="dimmed">
            Only {rolesWith('invite members')} can invite people.
          </Text>
        )}
      </Panel>
      {canInvite && organization.data && <Invitations org={org} role={organization.data.role} />}
      <Panel title="Audit log">
        {canReadAuditLog ? (
          <Group>
            <LinkButton
              to="/o/$org/organization/audit-log"
              params={{ org }}
              variant="default"
              leftSection={<IconHistory size={16} aria-hidden />}
            >
              Open the audit log
            </LinkButton>
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            Only {rolesWith('read audit log')} can see what was changed here, and by whom.
          </Text>
        )}
      </Panel>
    </Page>
  )
}
