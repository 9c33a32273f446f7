import { Center, Paper, Stack } from '@mantine/core'
import type { ReactNode } from 'react'

interface CardPageProps {
  /** Whose page it is. */
  above: ReactNode
  below?: ReactNode
  children: ReactNode
}

/** The frame of the pages that ask one thing: to sign in, to agree. */
export function CardPage({ above, below, children }: CardPageProps) {
  return (
    <Center component="main" id="main" mih="100dvh" p="md">
      <Stack w="100%" maw={420} gap="lg">
        <Center>{above}</Center>
        <Paper withBorder p={{ base: 'md', xs: 'xl' }} radius="lg">
          {children}
        </Paper>
        {below && <Center>{below}</Center>}
      </Stack>
    </Center>
  )
}
