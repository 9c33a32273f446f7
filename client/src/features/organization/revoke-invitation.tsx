import type { InvitationDto } from '#shared/invitation.ts'
import { Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { notify } from '../../lib/notify.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { Confirmation } from '../../ui/confirmation.tsx'

interface RevokeInvitationProps {
  org: string
  invitation: InvitationDto
  onDone: () => void
}

export function RevokeInvitation({ org, invitation, onDone }: RevokeInvitationProps) {
  const revoke = useMutation(
    trpc.invitation.revoke.mutationOptions({
      onSuccess: async () => {
        notify('Invitation revoked.')
        await queryClient.invalidateQueries(trpc.invitation.list.queryFilter({ org }))
        onDone()
      },
    }),
  )
  return (
    <Confirmation
      label="Revoke invitation"
      call={revoke}
      onConfirm={() => revoke.mutate({ org, invitationId: invitation.id })}
      onCancel={onDone}
    >
      <Text size="sm">Its link stops working at once. You can make another one.</Text>
    </Confirmation>
  )
}
