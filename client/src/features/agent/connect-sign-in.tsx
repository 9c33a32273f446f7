import type { ConnectRequestDto } from '#shared/agent.ts'
import { Anchor, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { CallError } from '../../ui/call-error.tsx'
import classes from '../../ui/consent.module.css'
import { Page } from '../../ui/page.tsx'
import { QuotedClientName } from '../../ui/quoted-client-name.tsx'
import type { useDecision } from './use-decision.ts'

interface ConnectSignInProps {
  request: ConnectRequestDto
  decision: ReturnType<typeof useDecision>
  form: ReactNode
}

/** For somebody who is not signed in to the dashboard yet. The request stays as it is. */
export function ConnectSignIn({ request, decision, form }: ConnectSignInProps) {
  return (
    <Page
      title="Sign in"
      description={
        <span className={classes.text}>
          <strong>
            <QuotedClientName client={request.client} />
          </strong>{' '}
          asks to connect to this support desk. You decide on the next page.
        </span>
      }
    >
      <Stack>
        {form}
        <CallError error={decision.error} />
        <div>
          <Anchor
            component="button"
            type="button"
            size="sm"
            c="dimmed"
            underline="always"
            onClick={() => decision.decide(request, { action: 'decline' })}
          >
            Cancel and go back
          </Anchor>
        </div>
      </Stack>
    </Page>
  )
}
