import type { DashboardSessionDto } from '#shared/account.ts'
import { Badge, Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQuery } from '@tanstack/react-query'
import { notify } from '../../lib/notify.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { CallError } from '../../ui/call-error.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import classes from './session-list.module.css'
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
        <Button variant="default" size="xs" onClick={dialog.open}>
          Sign out everywhere
        </Button>
      }
    >
      <Text size="sm" c="dimmed">
        Where you are signed in. If you do not know one of these, sign it out and change your password.
      </Text>
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
        <ul className={classes.sessions} aria-label="Sessions">
          {sessions.data.map((session) => (
            <li key={session.id} className={classes.session}>
              <Session session={session} />
              {!session.current && (
                <Button
                  variant="default"
                  size="xs"
                  aria-label={`Sign out ${session.browser}`}
                  loading={end.isPending && end.variables.sessionId === session.id}
                  onClick={() => end.mutate({ sessionId: session.id })}
                >
                  Sign out
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <Modal opened={opened} onClose={dialog.close} title="Sign out everywhere?">
        <SignOutEverywhere onDone={dialog.close} />
      </Modal>
    </Panel>
  )
}

function Session({ session }: { session: DashboardSessionDto }) {
  return (
    <Stack gap={2} miw={0}>
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {session.browser}
        </Text>
        {session.current && (
          <Badge size="sm" tt="none">
            This one
          </Badge>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        Signed in <TimeAgo iso={session.createdAt} />
        {session.lastSeenAt && (
          <>
            {' '}
            · last seen <TimeAgo iso={session.lastSeenAt} />
          </>
        )}
      </Text>
    </Stack>
  )
}
