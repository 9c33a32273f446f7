import { Button, Modal, Skeleton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQuery } from '@tanstack/react-query'
import { notify } from '../../lib/notify.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { CallError } from '../../ui/call-error.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Item, ItemList, Line, Mark } from '../../ui/item-list.tsx'
import { Panel } from '../../ui/panel.tsx'
import { RowAction } from '../../ui/row-action.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { SignOutEverywhere } from './sign-out-everywhere.tsx'

/** The section of the profile that lists where the signed-in person is signed in. */
export function SessionList() {
  const [opened, dialog] = useDisclosure(false)
  const sessions = useQuery(trpc.account.sessions.queryOptions())
  const end = useMutation(
    trpc.account.endSession.mutationOptions({
      onSuccess: () => notify('Signed out there.'),
      onSettled: () => queryClient.invalidateQueries(trpc.account.sessions.queryFilter()),
    }),
  )
  return (
    <Panel
      title="Sessions"
      actions={
        <Button variant="default" onClick={dialog.open}>
          Sign out everywhere
        </Button>
      }
      about="Where you are signed in. If you do not know one of these, sign it out and change your password."
    >
      <CallError error={end.error} />
      {sessions.isPending && <Skeleton height={60} />}
      {sessions.isError && !sessions.data && (
        <ErrorMessage
          title="Your sessions could not be loaded"
          error={sessions.error}
          onRetry={() => void sessions.refetch()}
        />
      )}
      {sessions.data && (
        <ItemList label="Sessions">
          {sessions.data.map((session) => (
            <Item
              key={session.id}
              name={
                <>
                  {session.browser}
                  {session.current && <Mark>This one</Mark>}
                </>
              }
              end={
                !session.current && (
                  <RowAction
                    aria-label={`Sign out ${session.browser}`}
                    disabled={end.isPending && end.variables.sessionId === session.id}
                    onClick={() => end.mutate({ sessionId: session.id })}
                  >
                    Sign out
                  </RowAction>
                )
              }
            >
              <Line>
                Signed in <TimeAgo iso={session.createdAt} />
                {session.lastSeenAt && (
                  <>
                    {' '}
                    · last seen <TimeAgo iso={session.lastSeenAt} />
                  </>
                )}
              </Line>
            </Item>
          ))}
        </ItemList>
      )}
      <Modal opened={opened} onClose={dialog.close} title="Sign out everywhere?">
        <SignOutEverywhere onDone={dialog.close} />
      </Modal>
    </Panel>
  )
}
