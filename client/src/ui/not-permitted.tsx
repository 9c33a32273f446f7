import type { Permission } from '#shared/permissions.ts'
import { rolesWith } from '../lib/roles.ts'
import { EmptyMessage } from './empty-message.tsx'

interface NotPermittedProps {
  title: string
  permission: Permission
  /** What the others can, such as "can see it". */
  children: string
}

/** In place of what the person's role may not see: who can, and whom to ask. */
export function NotPermitted({ title, permission, children }: NotPermittedProps) {
  return (
    <EmptyMessage title={title}>
      Only {rolesWith(permission)} of this organization {children}. Ask an owner of this organization to
      change your role.
    </EmptyMessage>
  )
}
