import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

interface EmptyMessageProps {
  icon: ReactNode
  title: string
  children: ReactNode
  action?: ReactNode
}

/** Why a place is empty and what to do about it. */
export function EmptyMessage({ icon, title, children, action }: EmptyMessageProps) {
  return (
    <Stack align="center" gap="xs" py={56} px="md" ta="center">
      <Text c="dimmed" component="span" lh={1} aria-hidden>
        {icon}
      </Text>
      <Title order={2}>{title}</Title>
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
