import { Alert, Code, Group, Skeleton, Text } from '@mantine/core'
import { IconHistory, IconTerminal2 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { rolesWith } from '../../lib/roles.ts'
import { trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Members } from './members.tsx'
import classes from './organization-page.module.css'
import { RenameOrganization } from './rename-organization.tsx'

const route = getRouteApi('/o/$org/organization')

export function OrganizationPage() {
  const { org } = route.useParams()
  const organization = useQuery(trpc.organization.get.queryOptions({ org }))
  const members = useQuery(trpc.organization.members.queryOptions({ org }))
  const canReadAuditLog = useCan(org, 'read audit log')
  const canManageMembers = useCan(org, 'manage members')
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
        {canManageMembers ? (
          <Alert variant="light" color="gray" icon={<IconTerminal2 />} title="Adding members">
            <Text size="sm">
              The dashboard sends no e-mail. An administrator adds people on the machine that runs it:
            </Text>
            <Code block mt="xs" className={classes.command}>
              {`npm run account -- add-member --org ${org} --email ada@example.com --name "Ada" --role member`}
            </Code>
          </Alert>
        ) : (
          <Text size="sm" c="dimmed">
            Only {rolesWith('manage members')} can change roles and remove members.
          </Text>
        )}
      </Panel>
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
