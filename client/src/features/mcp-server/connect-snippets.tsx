import type { McpServerDto } from '#shared/mcp-server.ts'
import { Tabs, Text } from '@mantine/core'
import { CapturedRegion, CapturedText } from '../../ui/captured-region.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { agentInstructions } from './agent-instructions.ts'
import { connectSnippets } from './snippets.ts'

interface ConnectSnippetsProps {
  /** The DSN of the key that was just created; without it the snippets contain a placeholder. */
  dsn: string | undefined
  server: McpServerDto
  canCreateKeys: boolean
}

export function ConnectSnippets({ dsn, server, canCreateKeys }: ConnectSnippetsProps) {
  const { origin, slug, authMode, resourceUrl } = server
  const resource = authMode === 'oauth' && resourceUrl ? resourceUrl : undefined
  const snippets = connectSnippets({ dsn, origin, serverName: slug, resource })
  return (
    <Panel
      title="Connect the SDK"
      actions={
        <CopyButton what="for your coding agent" text={agentInstructions({ serverName: slug, resource })} />
      }
    >
      {!dsn && canCreateKeys && (
        <Text size="sm" c="dimmed">
          Keys are stored as hashes and cannot be shown again. Create a key to get its DSN in these snippets.
        </Text>
      )}
      <Tabs defaultValue={snippets[0]?.id} keepMounted={false}>
        <Tabs.List>
          {snippets.map(({ id, label }) => (
            <Tabs.Tab key={id} value={id} px={10}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {snippets.map(({ id, title, code }) => (
          <Tabs.Panel key={id} value={id} pt="sm">
            <CapturedRegion label={title} copyText={code}>
              <CapturedText>{code}</CapturedText>
            </CapturedRegion>
          </Tabs.Panel>
        ))}
      </Tabs>
    </Panel>
  )
}
