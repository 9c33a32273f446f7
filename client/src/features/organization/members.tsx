import { type MemberDto, type Role, ROLES } from '#shared/organization.ts'
import { Badge, Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { notify } from '../../lib/notify.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { CallError } from '../../ui/call-error.tsx'
import { Confirmation } from '../../ui/confirmation.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { describeRole } from './describe-role.ts'
import classes from './members.module.css'

interface MembersProps {
  org: string
  members: MemberDto[]
  canManage: boolean
}

const ROLE_OPTIONS = ROLES.map((value) => ({ value, label: describeRole(value) }))

export function Members({ org, members, canManage }: MembersProps) {
  const [opened, dialog] = useDisclosure(false)
  const [leaving, setLeaving] = useState<MemberDto>()
  const changeRole = useMutation(
    trpc.organization.changeRole.mutationOptions({
      onSuccess: async (_, { memberId }) => {
        notify('Role changed.')
        // The dashboard offers what the new role allows.
        const isSelf = members.some(({ id, you }) => you && id === memberId)
        if (isSelf) await queryClient.invalidateQueries(trpc.account.session.queryFilter())
      },
      onSettled: () => refreshMembers(org),
    }),
  )
  return (
    <>
      <CallError error={changeRole.error} />
      <ul className={classes.members} aria-label="Members">
        {members.map((member) => (
          <li key={member.id} className={classes.member}>
            <Stack gap={2} miw={0} flex="1 1 14rem">
              <Group gap="xs">
                <Text size="sm" fw={600}>
                  {member.name}
                </Text>
                {member.you && (
                  <Badge size="sm" tt="none">
                    You
                  </Badge>
                )}
              </Group>
              <Text size="xs" c="dimmed" className={classes.email}>
                {member.email} · joined <TimeAgo iso={member.joinedAt} />
              </Text>
            </Stack>
            {canManage ? (
              <Group gap="xs">
                <NativeSelect
                  size="xs"
                  aria-label={`Role of ${member.name}`}
                  data={ROLE_OPTIONS}
                  value={member.role}
                  disabled={changeRole.isPending}
                  onChange={({ currentTarget }) =>
                    changeRole.mutate({ org, memberId: member.id, role: currentTarget.value as Role })
                  }
                />
                <Button
                  variant="default"
                  size="xs"
                  aria-label={`Remove ${member.name}`}
                  onClick={() => {
                    setLeaving(member)
                    dialog.open()
                  }}
                >
                  Remove
                </Button>
              </Group>
            ) : (
              <Text size="sm">{describeRole(member.role)}</Text>
            )}
          </li>
        ))}
      </ul>
      <Modal opened={opened} onClose={dialog.close} title={`Remove ${leaving?.name ?? ''}?`}>
        {leaving && <RemoveMember org={org} member={leaving} onDone={dialog.close} />}
      </Modal>
    </>
  )
}

function RemoveMember({ org, member, onDone }: { org: string; member: MemberDto; onDone: () => void }) {
  const remove = useMutation(
    trpc.organization.removeMember.mutationOptions({
      onSuccess: async () => {
        notify(`${member.name} removed.`)
        await refreshMembers(org)
        if (member.you) await queryClient.invalidateQueries(trpc.account.session.queryFilter())
        onDone()
      },
    }),
  )
  return (
    <Confirmation
      label="Remove member"
      call={remove}
      onConfirm={() => remove.mutate({ org, memberId: member.id })}
      onCancel={onDone}
    >
      <Text size="sm">
        {member.you ? 'You lose' : `${member.name} loses`} access to this organization at once. The account
        stays, and so do its entries in the history of tickets.
      </Text>
    </Confirmation>
  )
}

function refreshMembers(org: string): Promise<void> {
  return queryClient.invalidateQueries(trpc.organization.members.queryFilter({ org }))
}
