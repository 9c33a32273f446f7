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
      <Button variant="default" size="xs" onClick={dialog.open}>
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
      onSuccess: async ({ revoked }) => {
        await queryClient.invalidateQueries(trpc.accessToken.pathFilter())
        notify(describe(revoked))
        onDone()
      },
    }),
  )
  return (
    <Confirmation label="Revoke all tokens" call={revoke} onConfirm={() => revoke.mutate()} onCancel={onDone}>
      <Text size="sm">
        Every script that acts in your name is refused at once, in all of your organizations. You can create
        new tokens for those that you still use.
      </Text>
    </Confirmation>
  )
}

function describe(revoked: number): string {
  if (revoked === 0) return 'There was no active token.'
  return revoked === 1 ? 'One token revoked.' : `${revoked} tokens revoked.`
}
