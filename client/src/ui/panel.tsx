import { Group, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'

interface PanelProps {
  title: string
  /** How many it lists. */
  count?: number | undefined
  /** What the part is about, below its title. */
  about?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** A part of a page with a title. Screen readers list it as a region. */
export function Panel({ title, count, about, actions, children }: PanelProps) {
  const id = useId()
  return (
    <Stack component="section" gap="sm" miw={0} aria-labelledby={id}>
      <div>
        <Group justify="space-between" mih={32} gap="xs">
          <Group gap="xs" align="baseline">
            <Title order={2} id={id}>
              {title}
            </Title>
            {count !== undefined && (
              <Text span size="xs" c="dimmed">
                {count}
              </Text>
            )}
          </Group>
          {actions}
        </Group>
        {about && (
          <Text fz="0.8125rem" lh="1.25rem" c="var(--desk-soft)" component="div" maw="68ch">
            {about}
          </Text>
        )}
      </div>
      {children}
    </Stack>
  )
}
