import { Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

interface EmptyMessageProps {
  title: string
  children: ReactNode
  action?: ReactNode
}

/** Explains why a list or a page is empty, and what to do about it. */
export function EmptyMessage({ title, children, action }: EmptyMessageProps) {
  return (
    <Stack gap="xs" p={{ base: 'md', xs: 'xl' }}>
      <Title order={2} maw="100%" style={{ overflowWrap: 'anywhere' }}>
        {title}
      </Title>
      <Text c="var(--desk-soft)" size="sm" maw="68ch" component="div">
        {children}
      </Text>
      {action && (
        <Group gap="xs" mt="xs">
          {action}
        </Group>
      )}
    </Stack>
  )
}
