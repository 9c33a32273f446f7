import { Stack, Tabs, Text, Title } from '@mantine/core'
import { CapturedRegion, CapturedText } from '../../ui/captured-region.tsx'
import { connectSnippets } from './snippets.ts'

interface ConnectSnippetsProps {
  /** The DSN just made; without it the snippets hold a placeholder. */
  dsn: string | undefined
  origin: string
  serverName: string
}

export function ConnectSnippets({ dsn, origin, serverName }: ConnectSnippetsProps) {
  const snippets = connectSnippets({ dsn, origin, serverName })
  return (
    <Stack gap="sm">
      <Title order={3}>Connect the SDK</Title>
      {!dsn && (
        <Text size="sm" c="dimmed">
          Keys are not kept in a readable form. Create one to get its DSN in these snippets.
        </Text>
      )}
      <Tabs defaultValue={snippets[0]?.id} keepMounted={false}>
        <Tabs.List>
          {snippets.map(({ id, label }) => (
            <Tabs.Tab key={id} value={id}>
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
    </Stack>
  )
}
