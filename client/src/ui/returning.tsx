import type { ClientDto, RedirectDto } from '#shared/sign-in.ts'
import { Button, Group, Loader, Text } from '@mantine/core'
import classes from './consent.module.css'
import { QuotedClientName } from './quoted-client-name.tsx'

interface ReturningProps {
  client: ClientDto
  redirect: RedirectDto
  isCancelled: boolean
}

/**
 * What is left to do after a decision. A web page then replaces this one. An app opens in another window, so this page
 * stays.
 */
export function Returning({ client, redirect, isCancelled }: ReturningProps) {
  if (redirect.kind === 'web') {
    return (
      <Group gap="sm" wrap="nowrap" aria-live="polite">
        <Loader size="xs" aria-hidden />
        <Text size="sm" className={classes.text}>
          Taking you to <strong>{redirect.target}</strong> …
        </Text>
      </Group>
    )
  }
  return (
    <>
      <Text size="sm" className={classes.text}>
        You can go back to{' '}
        <strong>
          <QuotedClientName client={client} />
        </strong>
        ; this window can be closed.
      </Text>
      {!isCancelled && (
        <Text size="sm" c="dimmed">
          If nothing happened there, connect again from the app.
        </Text>
      )}
    </>
  )
}

/** What a page says above `OpenApp`. */
export const ONE_MORE_CLICK = {
  title: 'One more click',
  description: 'Your browser opens apps only right after a click.',
}

/** Asks for one more click, where the browser would not open an app without it. */
export function OpenApp({ client, onOpen }: { client: ClientDto; onOpen: () => void }) {
  return (
    <Button onClick={onOpen} fullWidth>
      <span>
        Go back to <QuotedClientName client={client} />
      </span>
    </Button>
  )
}
