import { Center, Paper, Stack } from '@mantine/core'
import type { ReactNode } from 'react'

interface CardPageProps {
  /** Who the page belongs to, such as the name of the product. */
  above: ReactNode
  below?: ReactNode
  children: ReactNode
}

/** The frame of pages that ask for one thing, such as to sign in or to agree. */
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
