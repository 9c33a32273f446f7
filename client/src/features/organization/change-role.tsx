import type { MemberDto, Role } from '#shared/organization.ts'
import { Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { notify } from '../../lib/notify.ts'
import { trpc } from '../../lib/trpc.ts'
import { Confirmation } from '../../ui/confirmation.tsx'
import { describeRole } from './describe-role.ts'
import { refreshMembers } from './refresh-members.ts'

export interface RoleChange {
  member: MemberDto
  role: Role
}

/** Asks before a member gets another role. */
export function ChangeRole({ org, change, onDone }: { org: string; change: RoleChange; onDone: () => void }) {
  const { member, role } = change
  const changeRole = useMutation(
    trpc.organization.changeRole.mutationOptions({
      onSuccess: async () => {
        notify('Role changed.')
        await refreshMembers(org, member)
        onDone()
      },
    }),
  )
  return (
    <Confirmation
      label="Change role"
      call={changeRole}
      onConfirm={() => changeRole.mutate({ org, memberId: member.id, role })}
      onCancel={onDone}
    >
      <Text size="sm">
        {member.you ? 'You are' : `${member.name} is`} “{describeRole(member.role)}” now, and “
        {describeRole(role)}” at once when you confirm.
      </Text>
    </Confirmation>
  )
}
