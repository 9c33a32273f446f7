import type { EndUserDetailsDto } from '#shared/end-user.ts'
import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { IconKey } from '@tabler/icons-react'
import { explainError } from '../../lib/problem.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { CapturedText } from '../../ui/captured-region.tsx'
import { ConfirmActions } from '../../ui/confirm-actions.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { TOKEN_NOTE } from './token-note.ts'

interface ResetPasswordProps {
  org: string
  slug: string
  user: EndUserDetailsDto
  onDone: () => void
}

/** Asks before a user gets a new password, then shows it: no mail exists to send it by. */
export function ResetPassword({ org, slug, user, onDone }: ResetPasswordProps) {
  const reset = useMutation(
    trpc.endUser.resetPassword.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.endUser.pathFilter()),
    }),
  )
  if (reset.data) return <FreshPassword password={reset.data.password} onDone={onDone} />
  return (
    <Stack>
      {reset.isError && <FormError explanation={explainError(reset.error)} />}
      <Text size="sm">
        For a user who forgot theirs: you get a new password to tell them, once you are sure that it is them
        who asks.
      </Text>
      <Text size="sm">The old password stops working, and every session ends at once. {TOKEN_NOTE}</Text>
      <ConfirmActions
        label="Reset password"
        isPending={reset.isPending}
        onConfirm={() => reset.mutate({ org, slug, userId: user.id })}
        onCancel={onDone}
      />
    </Stack>
  )
}

function FreshPassword({ password, onDone }: { password: string; onDone: () => void }) {
  return (
    <Stack>
      <Alert
        color="indigo"
        variant="light"
        icon={<IconKey />}
        title="Copy this password now: it is shown once"
      >
        <Stack gap="xs">
          <CapturedText>{password}</CapturedText>
          <Group>
            <CopyButton what="password" text={password} />
          </Group>
        </Stack>
      </Alert>
      <Group justify="flex-end">
        <Button onClick={onDone} data-autofocus>
          Done
        </Button>
      </Group>
    </Stack>
  )
}
