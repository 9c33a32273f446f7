import type { McpServerDto } from '#shared/mcp-server.ts'
import { Stack, Tabs, Text, Title } from '@mantine/core'
import '@mantine/core/styles/Tabs.css'
import { useId } from 'react'
import { CapturedRegion, CapturedText } from '../../ui/captured-region.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { agentInstructions } from './agent-instructions.ts'
import { connectSnippets } from './snippets.ts'

interface ConnectSnippetsProps {
  /** The DSN of the key that was just created; without it the snippets contain a placeholder. */
  dsn: string | undefined
  server: McpServerDto
  canCreateKeys: boolean
}

const LANGUAGES = [
  { id: 'typescript', label: 'TypeScript', snippets: ['env', 'v2', 'v1'] },
  { id: 'python', label: 'Python', snippets: ['python-env', 'fastmcp', 'mcp'] },
  { id: 'curl', label: 'curl', snippets: ['curl'] },
]

/** The code that connects an MCP server, by language, and what a coding agent needs to write it. */
export function ConnectSnippets({ dsn, server, canCreateKeys }: ConnectSnippetsProps) {
  const id = useId()
  const { origin, slug, authMode, resourceUrl, supportToolCategories } = server
  const resource = authMode === 'oauth' && resourceUrl ? resourceUrl : undefined
  const categories = supportToolCategories
  const snippets = connectSnippets({ dsn, origin, serverName: slug, resource, categories })
  const instructions = agentInstructions({ serverName: slug, resource })
  return (
    <Stack component="section" gap="xs" aria-labelledby={id}>
      <Title order={2} id={id}>
        Connect the SDK
      </Title>
      {!dsn && canCreateKeys && (
        <Text size="xs" c="dimmed">
          Keys are stored as hashes and cannot be shown again. Create a key to get its DSN in these snippets.
        </Text>
      )}
      <Tabs defaultValue="typescript" keepMounted={false}>
        <Tabs.List grow>
          {LANGUAGES.map((language) => (
            <Tabs.Tab key={language.id} value={language.id} px={6}>
              {language.label}
            </Tabs.Tab>
          ))}
          <Tabs.Tab value="agent" px={6}>
            Coding agent
          </Tabs.Tab>
        </Tabs.List>
        {LANGUAGES.map((language) => (
          <Tabs.Panel key={language.id} value={language.id} pt="sm">
            <Stack gap="sm">
              {snippets
                .filter((snippet) => language.snippets.includes(snippet.id))
                .map(({ id: key, title, code }) => (
                  <CapturedRegion key={key} label={title} copyText={code}>
                    <CapturedText>{code}</CapturedText>
                  </CapturedRegion>
                ))}
            </Stack>
          </Tabs.Panel>
        ))}
        <Tabs.Panel value="agent" pt="sm">
          <Stack gap="xs" align="flex-start">
            <Text size="xs" c="dimmed">
              A prompt: install, attach, read the DSN from the environment, check it. No key is in it.
            </Text>
            <CopyButton what="for your coding agent" text={instructions} />
            <div style={{ width: '100%' }}>
              <CapturedRegion label="Instructions" copyText={instructions}>
                <CapturedText>{instructions}</CapturedText>
              </CapturedRegion>
            </div>
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}
