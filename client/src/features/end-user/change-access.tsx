import type { EndUserDetailsDto } from '#shared/end-user.ts'
import { Button, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { trpc } from '../../lib/trpc.ts'
import { CallError } from '../../ui/call-error.tsx'
import { Confirmation } from '../../ui/confirmation.tsx'
import { DialogButtons } from '../../ui/dialog-buttons.tsx'
import { finishChange } from './finish-change.ts'
import { TOKEN_NOTE } from './token-note.ts'

interface ChangeAccessProps {
  org: string
  slug: string
  user: EndUserDetailsDto
  onDone: () => void
}

/** Asks before a user is disabled, or enabled again. */
export function ChangeAccess({ user, ...props }: ChangeAccessProps) {
  return user.disabledAt ? <EnableUser user={user} {...props} /> : <DisableUser user={user} {...props} />
}

function DisableUser({ org, slug, user, onDone }: ChangeAccessProps) {
  const disable = useMutation(
    trpc.endUser.disable.mutationOptions({
      onSuccess: finishChange({ org, slug }, 'User disabled.', onDone),
    }),
  )
  return (
    <Confirmation
      label="Disable user"
      call={disable}
      onConfirm={() => disable.mutate({ org, slug, userId: user.id })}
      onCancel={onDone}
    >
      <Text size="sm">
        All sessions end at once and do not come back. The user can no longer sign in, renew access or raise
        tickets. {TOKEN_NOTE}
      </Text>
      <Text size="sm">
        The tickets stay. If you enable the user again, they have to sign in again in every client.
      </Text>
    </Confirmation>
  )
}

function EnableUser({ org, slug, user, onDone }: ChangeAccessProps) {
  const enable = useMutation(
    trpc.endUser.enable.mutationOptions({ onSuccess: finishChange({ org, slug }, 'User enabled.', onDone) }),
  )
  return (
    <Stack>
      <CallError error={enable.error} />
      <Text size="sm">
        The user can sign in again with the same password. Sessions that ended do not come back.
      </Text>
      <DialogButtons>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button
          loading={enable.isPending}
          onClick={() => enable.mutate({ org, slug, userId: user.id })}
          data-autofocus
        >
          Enable user
        </Button>
      </DialogButtons>
    </Stack>
  )
}
