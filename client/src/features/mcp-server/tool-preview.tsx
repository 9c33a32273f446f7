import type { McpServerSettings } from '#shared/mcp-server.ts'
import { Group, Text, Title, UnstyledButton } from '@mantine/core'
import { useId, useState } from 'react'
import { CopyIcon } from '../../ui/copy-button.tsx'
import { modelAnswers } from './model-answers.ts'
import { estimateTokens, STATUS_TOOL_TOKENS, toolEntry } from './tool-entry.ts'
import { ToolInput } from './tool-input.tsx'
import classes from './tool-preview.module.css'

interface ToolPreviewProps {
  settings: McpServerSettings
  /** The level of its heading. */
  order: 2 | 3
}

/** Shows what the model of an end-user's client reads and gets back, also while somebody writes it. */
export function ToolPreview({ settings, order }: ToolPreviewProps) {
  const id = useId()
  const entry = toolEntry(settings)
  const isOffered = settings.supportToolEnabled
  return (
    <section className={classes.preview} aria-labelledby={id}>
      <Group gap="xs" mb="xs" mih={32}>
        <Title order={order} id={id}>
          {order === 2 ? 'What the model reads' : 'What the model will read'}
        </Title>
        <Text size="xs" c="dimmed">
          ≈ {estimateTokens(entry)} tokens in every tools/list
        </Text>
      </Group>
      <div className={classes.frame}>
        <div className={classes.part}>
          <div className={classes.head}>
            <span className={classes.name}>{entry.name}</span>
            <span className={classes.state} data-offered={isOffered}>
              {isOffered ? 'offered' : 'not offered'}
            </span>
          </div>
          <div className={classes.title}>{entry.title}</div>
          <Description text={entry.description} />
        </div>
        <div className={classes.part}>
          <Group justify="space-between" wrap="nowrap">
            <Text size="xs" fw={600}>
              Input{' '}
              <Text span inherit fw={400} c="dimmed">
                ≈ {estimateTokens(entry.inputSchema)} tokens
              </Text>
            </Text>
            <CopyIcon what="tool entry" text={JSON.stringify(entry, undefined, 2)} />
          </Group>
          <ToolInput schema={entry.inputSchema} />
        </div>
        <div className={classes.part}>
          <Text size="xs" fw={600} mb={4}>
            What the model gets back
          </Text>
          <dl className={classes.answers}>
            {modelAnswers(settings).map(({ when, text }) => (
              <div key={when}>
                <dt>{when}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </div>
      </div>
      <Text size="xs" c="dimmed" mt={6}>
        The tool <code>get_support_status</code> comes with it and adds about {STATUS_TOOL_TOKENS} tokens. It
        tells users the status of their ticket.
      </Text>
    </section>
  )
}

/** Its first four lines, and all of it when asked for. */
function Description({ text }: { text: string }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <div className={classes.description} data-open={isOpen}>
        {text}
      </div>
      <UnstyledButton
        className={classes.control ?? ''}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? 'Less of it' : 'All of it'}
      </UnstyledButton>
    </>
  )
}
