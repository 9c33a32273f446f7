import { Text } from '@mantine/core'
import { rolesWith } from '../../lib/roles.ts'

/** Stands in a dialog that the role does not allow: links lead into dialogs, and a role can change while one is open. */
export function ManageRefusal() {
  return (
    <Text size="sm">
      Only {rolesWith('manage servers')} of this organization can add, change and archive MCP servers.
    </Text>
  )
}
