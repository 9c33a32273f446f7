import type { EndUserDetailsDto, EndUserSessionDto } from '#shared/end-user.ts'
import { Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { notify } from '../../lib/notify.ts'
import { explainError } from '../../lib/problem.ts'
import { trpc } from '../../lib/trpc.ts'
import { ClientName } from '../../ui/client-name.tsx'
import { ConfirmActions } from '../../ui/confirm-actions.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { showUser } from './show-user.ts'
import { TOKEN_NOTE } from './token-note.ts'

interface RevokeSessionProps {
  org: string
  slug: string
  user: EndUserDetailsDto
  session: EndUserSessionDto
  onDone: () => void
}

export function RevokeSession({ org, slug, user, session, onDone }: RevokeSessionProps) {
  const revoke = useMutation(
    trpc.endUser.revokeSession.mutationOptions({
      onSuccess: (changed) => {
        showUser({ org, slug }, changed)
        notify('Session revoked.')
        onDone()
      },
    }),
  )
  return (
    <Stack>
      {revoke.isError && <FormError explanation={explainError(revoke.error)} />}
      <Text size="sm">
        <ClientName {...session} /> is signed out for <UntrustedText text={user.name} />: renewing its access
        and raising tickets with it is refused at once. {TOKEN_NOTE}
      </Text>
      <Text size="sm">The user can sign in again. To prevent that, disable the user.</Text>
      <ConfirmActions
        label="Revoke session"
        isPending={revoke.isPending}
        onConfirm={() => revoke.mutate({ org, slug, userId: user.id, sessionId: session.id })}
        onCancel={onDone}
      />
    </Stack>
  )
}
