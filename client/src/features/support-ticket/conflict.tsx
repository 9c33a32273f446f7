import type { ReactNode } from 'react'
import { Notice } from '../../ui/notice.tsx'

interface ConflictProps {
  title?: string
  children: ReactNode
}

/** Says in a dialog that the ticket changed first, perhaps in another window of the same person. */
export function Conflict({ title = 'The ticket has changed meanwhile', children }: ConflictProps) {
  return (
    <Notice role="alert" title={title}>
      {children}
    </Notice>
  )
}
