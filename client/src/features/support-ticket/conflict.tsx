import { Alert } from '@mantine/core'
import { IconGitMerge } from '@tabler/icons-react'
import type { ReactNode } from 'react'

interface ConflictProps {
  title?: string
  children: ReactNode
}

/** Says in a dialog that somebody else changed the ticket first. */
export function Conflict({ title = 'Somebody else changed the ticket', children }: ConflictProps) {
  return (
    <Alert color="orange" variant="light" role="alert" icon={<IconGitMerge />} title={title}>
      {children}
    </Alert>
  )
}
