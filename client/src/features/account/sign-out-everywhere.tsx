import { Checkbox, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { leaveSession } from '../../lib/leave-session.ts'
import { notify } from '../../lib/notify.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { Confirmation } from '../../ui/confirmation.tsx'

/** Asks before all other sessions end, or all of them. */
export function SignOutEverywhere({ onDone }: { onDone: () => void }) {
  const [isHereToo, setIsHereToo] = useState(false)
  const navigate = useNavigate()
  const signOut = useMutation(
    trpc.account.signOutEverywhere.mutationOptions({
      onSuccess: async (_, { keepThis }) => {
        if (!keepThis) return leaveSession(() => navigate({ to: '/sign-in' }))
        notify('You are signed out everywhere else.')
        await queryClient.invalidateQueries(trpc.account.sessions.queryFilter())
        onDone()
      },
    }),
  )
  return (
    <Confirmation
      label="Sign out"
      call={signOut}
      onConfirm={() => signOut.mutate({ keepThis: !isHereToo })}
      onCancel={onDone}
    >
      <Text size="sm">
        Every other browser is signed out at once. Your password stays as it is, and access tokens stay valid
        until you revoke them.
      </Text>
      <Checkbox
        label="Sign out here, too"
        checked={isHereToo}
        onChange={({ currentTarget }) => setIsHereToo(currentTarget.checked)}
      />
    </Confirmation>
  )
}
