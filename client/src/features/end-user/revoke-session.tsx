import type { EndUserDetailsDto, EndUserSessionDto } from '#shared/end-user.ts'
import { Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { trpc } from '../../lib/trpc.ts'
import { ClientName } from '../../ui/client-name.tsx'
import { Confirmation } from '../../ui/confirmation.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { finishChange } from './finish-change.ts'
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
      onSuccess: finishChange({ org, slug }, 'Session revoked.', onDone),
    }),
  )
  return (
    <Confirmation
      label="Revoke session"
      call={revoke}
      onConfirm={() => revoke.mutate({ org, slug, userId: user.id, sessionId: session.id })}
      onCancel={onDone}
    >
      <Text size="sm">
        <ClientName {...session} /> is signed out for <UntrustedText text={user.name} />. From now on it
        cannot renew its access or raise tickets. {TOKEN_NOTE}
      </Text>
      <Text size="sm">The user can sign in again. To prevent that, disable the user.</Text>
    </Confirmation>
  )
}
