import type { McpServerDto } from '#shared/mcp-server.ts'
import { Stack, Text } from '@mantine/core'
import { rolesWith } from '../../lib/roles.ts'
import { useCan } from '../../lib/use-can.ts'
import { Notice } from '../../ui/notice.tsx'
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
    <Notice title="This MCP server is archived">
      <Stack gap="xs">
        <Text inherit>
          Archived on <ExactTime iso={archivedAt} />. Its address does not answer, its keys do not work, and
          its users do not see the support tool. Its tickets are kept.{' '}
          {canManage
            ? 'After restoring, the address, the active keys and the sign-ins work again. Running servers notice it within ten minutes.'
            : `Only ${rolesWith('manage servers')} of this organization can restore it.`}
        </Text>
        {canManage && <RestoreServer org={org} server={server} />}
      </Stack>
    </Notice>
  )
}
