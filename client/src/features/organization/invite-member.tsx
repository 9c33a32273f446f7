import type { Role } from '#shared/organization.ts'
import { Button, NativeSelect, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { withArticle } from '../../lib/roles.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { CallError } from '../../ui/call-error.tsx'
import { DialogButtons } from '../../ui/dialog-buttons.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'
import { describeRole } from './describe-role.ts'

interface InviteMemberProps {
  org: string
  /** The roles that the signed-in person may invite for. */
  roles: Role[]
  onDone: () => void
}

/** Makes an invitation for a role and shows its link, which is shown once. */
export function InviteMember({ org, roles, onDone }: InviteMemberProps) {
  const [role, setRole] = useState<Role>('member')
  const create = useMutation(
    trpc.invitation.create.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.invitation.list.queryFilter({ org })),
    }),
  )
  if (create.data) {
    return (
      <Stack>
        <ShownOnce what="invitation link" secret={create.data.link} />
        <Text size="sm">
          Send it to one person, on a way that nobody else reads. Whoever opens it first becomes{' '}
          {withArticle(create.data.invitation.role)} of this organization.
        </Text>
        <DialogButtons>
          <Button onClick={onDone}>Done</Button>
        </DialogButtons>
      </Stack>
    )
  }
  return (
    <Stack>
      <CallError error={create.error} />
      <NativeSelect
        label="Role"
        data={roles.map((value) => ({ value, label: describeRole(value) }))}
        value={role}
        onChange={({ currentTarget }) => setRole(currentTarget.value as Role)}
        data-autofocus
      />
      <DialogButtons>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button loading={create.isPending} onClick={() => create.mutate({ org, role })}>
          Create link
        </Button>
      </DialogButtons>
    </Stack>
  )
}
