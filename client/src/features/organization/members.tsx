import { type Role, ROLES } from '#shared/choices.ts'
import type { MemberDto } from '#shared/organization.ts'
import { Group, Modal, NativeSelect, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { notify } from '../../lib/notify.ts'
import { trpc } from '../../lib/trpc.ts'
import { Confirmation } from '../../ui/confirmation.tsx'
import { Item, ItemList, Line, Mark } from '../../ui/item-list.tsx'
import { RowAction } from '../../ui/row-action.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { ChangeRole, type RoleChange } from './change-role.tsx'
import { describeRole } from './describe-role.ts'
import { refreshMembers } from './refresh-members.ts'

interface MembersProps {
  org: string
  members: MemberDto[]
  canManage: boolean
}

const ROLE_OPTIONS = ROLES.map((value) => ({ value, label: describeRole(value) }))

export function Members({ org, members, canManage }: MembersProps) {
  const [opened, dialog] = useDisclosure(false)
  const [leaving, setLeaving] = useState<MemberDto>()
  const [roleDialogOpened, roleDialog] = useDisclosure(false)
  const [change, setChange] = useState<RoleChange>()
  return (
    <>
      <ItemList label="Members">
        {members.map((member) => (
          <Item
            key={member.id}
            name={
              <>
                {member.name}
                {member.you && <Mark>You</Mark>}
              </>
            }
            end={
              canManage ? (
                <Group gap="md" wrap="nowrap">
                  <NativeSelect
                    size="xs"
                    aria-label={`Role of ${member.name}`}
                    data={ROLE_OPTIONS}
                    value={member.role}
                    onChange={({ currentTarget }) => {
                      setChange({ member, role: currentTarget.value as Role })
                      roleDialog.open()
                    }}
                  />
                  <RowAction
                    aria-label={`Remove ${member.name}`}
                    onClick={() => {
                      setLeaving(member)
                      dialog.open()
                    }}
                  >
                    Remove
                  </RowAction>
                </Group>
              ) : (
                <Text fz="0.8125rem">{describeRole(member.role)}</Text>
              )
            }
          >
            <Line>
              {member.email} · joined <TimeAgo iso={member.joinedAt} />
            </Line>
          </Item>
        ))}
      </ItemList>
      <Modal
        opened={roleDialogOpened}
        onClose={roleDialog.close}
        title={`Change the role of ${change?.member.name ?? ''}?`}
      >
        {change && <ChangeRole org={org} change={change} onDone={roleDialog.close} />}
      </Modal>
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
        await refreshMembers(org, member)
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
