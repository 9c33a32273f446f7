import type { EndUserDetailsDto } from '#shared/end-user.ts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { notify } from '../../lib/notify.ts'
import { explainError } from '../../lib/problem.ts'
import { trpc } from '../../lib/trpc.ts'
import { ConfirmActions } from '../../ui/confirm-actions.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { showUser } from './show-user.ts'
import { TOKEN_NOTE } from './token-note.ts'

interface ChangeAccessProps {
  org: string
  slug: string
  user: EndUserDetailsDto
  onDone: () => void
}

/** Asks before a user is shut out, or let in again. */
export function ChangeAccess({ user, ...props }: ChangeAccessProps) {
  return user.disabledAt ? <EnableUser user={user} {...props} /> : <DisableUser user={user} {...props} />
}

function DisableUser({ org, slug, user, onDone }: ChangeAccessProps) {
  const disable = useMutation(
    trpc.endUser.disable.mutationOptions({
      onSuccess: (changed) => {
        showUser({ org, slug }, changed)
        notify('User disabled.')
        onDone()
      },
    }),
  )
  return (
    <Stack>
      {disable.isError && <FormError explanation={explainError(disable.error)} />}
      <Text size="sm">
        All sessions end for good: renewing access and raising tickets is refused at once, and so is signing
        in. {TOKEN_NOTE}
      </Text>
      <Text size="sm">
        The tickets stay. After being enabled again, the user has to sign in anew in every client.
      </Text>
      <ConfirmActions
        label="Disable user"
        isPending={disable.isPending}
        onConfirm={() => disable.mutate({ org, slug, userId: user.id })}
        onCancel={onDone}
      />
    </Stack>
  )
}

function EnableUser({ org, slug, user, onDone }: ChangeAccessProps) {
  const enable = useMutation(
    trpc.endUser.enable.mutationOptions({
      onSuccess: (changed) => {
        showUser({ org, slug }, changed)
        notify('User enabled.')
        onDone()
      },
    }),
  )
  return (
    <Stack>
      {enable.isError && <FormError explanation={explainError(enable.error)} />}
      <Text size="sm">
        The user can sign in again with the same password. Sessions that ended do not come back.
      </Text>
      <Group justify="flex-end">
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
      </Group>
    </Stack>
  )
}
