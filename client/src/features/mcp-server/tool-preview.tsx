import type { McpServerSettings } from '#shared/mcp-server.ts'
import { Badge, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconRobot } from '@tabler/icons-react'
import { useId } from 'react'
import { CapturedRegion } from '../../ui/captured-region.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { estimateTokens, STATUS_TOOL_TOKENS, toolEntry } from './tool-entry.ts'
import classes from './tool-preview.module.css'

interface ToolPreviewProps {
  settings: McpServerSettings
  /** The level of its heading. */
  order: 2 | 3
}

/** Shows what the model of an end-user's client reads, also while somebody writes it. */
export function ToolPreview({ settings, order }: ToolPreviewProps) {
  const id = useId()
  const entry = toolEntry(settings)
  return (
    <Paper component="section" withBorder p="md" className={classes.preview} aria-labelledby={id}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={order} id={id}>
            What the model reads
          </Title>
          <Badge color={settings.supportToolEnabled ? 'green' : 'gray'} tt="none">
            {settings.supportToolEnabled ? 'Offered' : 'Not offered'}
          </Badge>
        </Group>
        <Group gap={6} wrap="nowrap" align="flex-start">
          <IconRobot size={18} stroke={1.6} aria-hidden className={classes.icon} />
          <div className={classes.texts}>
            <Text size="sm" ff="monospace" fw={600}>
              {entry.name}
            </Text>
            <Text size="sm" fw={550}>
              {entry.title}
            </Text>
            <Text size="sm" c="dimmed" className={classes.description}>
              {entry.description}
            </Text>
          </div>
        </Group>
        <CapturedRegion label="Tool entry" copyText={JSON.stringify(entry, undefined, 2)}>
          <JsonTree value={entry} />
        </CapturedRegion>
        <Text size="xs" c="dimmed">
          About {estimateTokens(entry)} tokens in each conversation that lists your tools. The tool{' '}
          <code>get_support_status</code> comes with it and adds about {STATUS_TOOL_TOKENS} tokens. It tells
          users the status of their ticket.
        </Text>
      </Stack>
    </Paper>
  )
}
