import { Alert } from '@mantine/core'
import { IconGitMerge } from '@tabler/icons-react'
import type { ReactNode } from 'react'

interface ConflictProps {
  title?: string
  children: ReactNode
}

/** Says in a dialog that the ticket changed first, perhaps in another window of the same person. */
export function Conflict({ title = 'The ticket has changed meanwhile', children }: ConflictProps) {
  return (
    <Alert color="orange" variant="light" role="alert" icon={<IconGitMerge />} title={title}>
      {children}
    </Alert>
  )
}
