import { Button, Modal, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { notify } from '../../lib/notify.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { Confirmation } from '../../ui/confirmation.tsx'

/** For somebody whose computer was lost or whose password was known: ends all of their scripts in one step. */
export function RevokeAllTokens() {
  const [opened, dialog] = useDisclosure(false)
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        Revoke all
      </Button>
      <Modal opened={opened} onClose={dialog.close} title="Revoke all access tokens?">
        <ConfirmRevocation onDone={dialog.close} />
      </Modal>
    </>
  )
}

function ConfirmRevocation({ onDone }: { onDone: () => void }) {
  const revoke = useMutation(
    trpc.accessToken.revokeOwn.mutationOptions({
      onSuccess: async ({ revoked, agents }) => {
        await queryClient.invalidateQueries(trpc.accessToken.pathFilter())
        await queryClient.invalidateQueries(trpc.agent.pathFilter())
        notify(describe(revoked, agents))
        onDone()
      },
    }),
  )
  return (
    <Confirmation label="Revoke all tokens" call={revoke} onConfirm={() => revoke.mutate()} onCancel={onDone}>
      <Text size="sm">
        Every script and every agent that acts in your name is refused at once, in all of your organizations.
        You can create new tokens for those that you still use, and connect agents again.
      </Text>
    </Confirmation>
  )
}

function describe(revoked: number, agents: number): string {
  const tokens = revoked === 1 ? 'One token revoked.' : `${revoked} tokens revoked.`
  const ofAgents = agents === 1 ? 'One agent revoked.' : `${agents} agents revoked.`
  if (revoked === 0 && agents === 0) return 'There was no active token.'
  return [revoked > 0 && tokens, agents > 0 && ofAgents].filter(Boolean).join(' ')
}
