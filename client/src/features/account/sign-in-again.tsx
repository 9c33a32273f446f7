import { Button, Modal, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { knownSession } from '../../lib/known-session.ts'
import { leaveSession } from '../../lib/leave-session.ts'
import { trpc } from '../../lib/trpc.ts'
import { SignInForm } from './sign-in-form.tsx'

/** Asks somebody whose session has ended to sign in again, over the page that they were on. The page stays as it is. */
export default function SignInAgain() {
  const navigate = useNavigate()
  // Somebody who signs in again in another tab is signed in here, too, when they come back.
  useQuery(trpc.account.session.queryOptions())
  return (
    <Modal
      opened
      onClose={() => {}}
      closeOnEscape={false}
      data-keeps-escape
      closeOnClickOutside={false}
      withCloseButton={false}
      title="Your session has ended"
      overlayProps={{ blur: 6 }}
    >
      <Stack>
        <Text size="sm">
          Sign in again as {knownSession()?.account.email} to go on. What you wrote on this page is kept.
        </Text>
        <SignInForm />
        <Button variant="subtle" onClick={() => void leaveSession(() => navigate({ to: '/sign-in' }))}>
          Leave this page
        </Button>
      </Stack>
    </Modal>
  )
}
