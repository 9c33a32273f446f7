import type { McpServerDto } from '#shared/mcp-server.ts'
import { Alert, Stack, Text } from '@mantine/core'
import { IconArchive } from '@tabler/icons-react'
import { rolesWith } from '../../lib/roles.ts'
import { useCan } from '../../lib/use-can.ts'
import { ExactTime } from '../../ui/time-ago.tsx'
import { RestoreServer } from './restore-server.tsx'

interface ArchivedNoticeProps {
  org: string
  server: McpServerDto
  archivedAt: string
}

/** Says what being archived means, and offers to restore. */
export function ArchivedNotice({ org, server, archivedAt }: ArchivedNoticeProps) {
  const canManage = useCan(org, 'manage servers')
  return (
    <Alert color="gray" variant="light" icon={<IconArchive />} title="This MCP server is archived">
      <Stack gap="sm">
        <Text size="sm">
          Archived on <ExactTime iso={archivedAt} />. Its address does not answer, its keys do not work, and
          its users do not see the support tool. Its tickets are kept.{' '}
          {canManage
            ? 'After restoring, the address, the active keys and the sign-ins work again. Running servers notice it within ten minutes.'
            : `Only ${rolesWith('manage servers')} of this organization can restore it.`}
        </Text>
        {canManage && <RestoreServer org={org} server={server} />}
      </Stack>
    </Alert>
  )
}
