import type { EndUserDetailsDto } from '#shared/end-user.ts'
import { Button, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { Confirmation } from '../../ui/confirmation.tsx'
import { DialogButtons } from '../../ui/dialog-buttons.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'
import { TOKEN_NOTE } from './token-note.ts'

interface ResetPasswordProps {
  org: string
  slug: string
  user: EndUserDetailsDto
  onDone: () => void
}

/** Asks before a user gets a new password, then shows it: the platform sends no e-mail. */
export function ResetPassword({ org, slug, user, onDone }: ResetPasswordProps) {
  const reset = useMutation(
    trpc.endUser.resetPassword.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.endUser.pathFilter()),
    }),
  )
  if (reset.data) return <NewPassword password={reset.data.password} onDone={onDone} />
  return (
    <Confirmation
      label="Reset password"
      call={reset}
      onConfirm={() => reset.mutate({ org, slug, userId: user.id })}
      onCancel={onDone}
    >
      <Text size="sm">
        For a user who forgot their password. You get a new password to give to them. First make sure that the
        person who asks is this user.
      </Text>
      <Text size="sm">The old password stops working, and every session ends at once. {TOKEN_NOTE}</Text>
      <Text size="sm">At the next sign-in, the user has to choose a password of their own.</Text>
    </Confirmation>
  )
}

function NewPassword({ password, onDone }: { password: string; onDone: () => void }) {
  return (
    <Stack>
      <ShownOnce what="password" secret={password} />
      <DialogButtons>
        <Button onClick={onDone}>Done</Button>
      </DialogButtons>
    </Stack>
  )
}
