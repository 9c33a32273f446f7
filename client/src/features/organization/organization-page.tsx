import { Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { rolesWith } from '../../lib/roles.ts'
import { trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Columns } from '../../ui/columns.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Invitations } from './invitations.tsx'
import { Members } from './members.tsx'
import { RenameOrganization } from './rename-organization.tsx'

const route = getRouteApi('/o/$org/organization')

/** @param children what other features show on it */
export function OrganizationPage({ children }: { children: ReactNode }) {
  const { org } = route.useParams()
  const organization = useQuery(trpc.organization.get.queryOptions({ org }))
  const members = useQuery(trpc.organization.members.queryOptions({ org }))
  const canReadAuditLog = useCan(org, 'read audit log')
  const canManageMembers = useCan(org, 'manage members')
  const canErase = useCan(org, 'erase people')
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
  // All parts come at once, so that none moves.
  if (!organization.data || !members.data) {
    return (
      <Page title="Organization">
        <Stack component="output" aria-label="Loading the organization">
          <Skeleton height={320} />
        </Stack>
      </Page>
    )
  }
  return (
    <Page title="Organization">
      <Columns>
        <Stack gap="xl" miw={0}>
          <Panel title="Members" count={members.data.length}>
            <Members org={org} members={members.data} canManage={canManageMembers} />
            {!canManageMembers && (
              <Text size="xs" c="dimmed">
                Only {rolesWith('manage members')} can change roles and remove members.
              </Text>
            )}
            {!canInvite && (
              <Text size="xs" c="dimmed">
                Only {rolesWith('invite members')} can invite people.
              </Text>
            )}
          </Panel>
          {canInvite && <Invitations org={org} role={organization.data.role} />}
          {children}
        </Stack>
        <Stack gap="xl" miw={0}>
          <Panel title="Name">
            <RenameOrganization key={organization.data.name} organization={organization.data} />
          </Panel>
          <Panel
            title="Privacy"
            about={
              canErase
                ? 'What is taken away for good, and how long tickets are kept.'
                : `Only ${rolesWith('erase people')} can erase people, and say how long tickets are kept.`
            }
          >
            {canErase && (
              <div>
                <LinkAnchor
                  to="/o/$org/organization/privacy"
                  params={{ org }}
                  fz="0.8125rem"
                  underline="always"
                >
                  Erase people, delete old tickets
                </LinkAnchor>
              </div>
            )}
          </Panel>
          <Panel
            title="Audit log"
            about={
              canReadAuditLog
                ? 'What was changed here, and by whom.'
                : `Only ${rolesWith('read audit log')} can see what was changed here, and by whom.`
            }
          >
            {canReadAuditLog && (
              <div>
                <LinkAnchor
                  to="/o/$org/organization/audit-log"
                  params={{ org }}
                  fz="0.8125rem"
                  underline="always"
                >
                  Open the audit log
                </LinkAnchor>
              </div>
            )}
          </Panel>
        </Stack>
      </Columns>
    </Page>
  )
}
