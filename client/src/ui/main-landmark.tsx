import { Center } from '@mantine/core'
import { type ReactNode, use } from 'react'
import { ShellContext } from './shell-context.ts'

/** Centers a message. It becomes the main landmark if the page has none yet. */
export function MainLandmark({ children }: { children: ReactNode }) {
  const isInShell = use(ShellContext) !== undefined
  if (isInShell) return <Center mih="60vh">{children}</Center>
  return (
    <Center component="main" id="main" mih="100dvh" p="md">
      {children}
    </Center>
  )
}
