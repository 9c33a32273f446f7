import { Center, Paper, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { Brand } from '../../ui/brand.tsx'

/** The frame of the pages outside an organization. */
export function AccountCard({ children }: { children: ReactNode }) {
  return (
    <Center component="main" id="main" mih="100dvh" p="md">
      <Stack w="100%" maw={420} gap="lg">
        <Center>
          <Brand />
        </Center>
        <Paper withBorder p={{ base: 'md', xs: 'xl' }} radius="lg">
          {children}
        </Paper>
      </Stack>
    </Center>
  )
}
