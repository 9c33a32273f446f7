import type { McpServerDto } from '#shared/mcp-server.ts'
import { Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { rolesWith } from '../../lib/roles.ts'
import { useCan } from '../../lib/use-can.ts'
import { ConnectSnippets } from './connect-snippets.tsx'
import { ServerKeys } from './server-keys.tsx'
import { SignInAddresses } from './sign-in-addresses.tsx'

/** How to connect an MCP server: its keys, the code and, where users sign in, the addresses of the sign-in. */
export function ConnectServer({ org, server }: { org: string; server: McpServerDto }) {
  const canManage = useCan(org, 'manage servers')
  const [dsn, setDsn] = useState<string>()
  return (
    <Stack gap="lg">
      {canManage ? (
        <ServerKeys org={org} slug={server.slug} dsn={dsn} onCreated={setDsn} />
      ) : (
        <Text size="sm">
          The code below needs a server key. Only {rolesWith('manage servers')} of this organization can see
          and create keys.
        </Text>
      )}
      <ConnectSnippets dsn={dsn} server={server} canCreateKeys={canManage} />
      {server.authMode === 'oauth' && <SignInAddresses server={server} />}
    </Stack>
  )
}
