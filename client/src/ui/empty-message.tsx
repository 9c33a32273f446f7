import { Stack, Text, Title } from '@mantine/core'
import type { Icon as TablerIcon } from '@tabler/icons-react'
import type { ReactNode } from 'react'

interface EmptyMessageProps {
  Icon: TablerIcon
  title: string
  children: ReactNode
  action?: ReactNode
}

/** Explains why a list or a page is empty, and what to do about it. */
export function EmptyMessage({ Icon, title, children, action }: EmptyMessageProps) {
  return (
    <Stack align="center" gap="xs" py={56} px="md" ta="center">
      <Text c="dimmed" component="span" lh={1} aria-hidden>
        <Icon size={40} stroke={1.5} />
      </Text>
      <Title order={2} maw="100%" style={{ overflowWrap: 'anywhere' }}>
        {title}
      </Title>
      <Text c="dimmed" size="sm" maw={460} component="div">
        {children}
      </Text>
      {action && (
        <Stack mt="sm" align="center" gap="xs">
          {action}
        </Stack>
      )}
    </Stack>
  )
}
