import type { EndUserDetailsDto } from '#shared/end-user.ts'
import { Button, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { revealInvisible } from '../../lib/untrusted-text.ts'
import { useCan } from '../../lib/use-can.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { Columns } from '../../ui/columns.tsx'
import { CopyIcon } from '../../ui/copy-button.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { LinkAnchor, LinkButton } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { SecretDialog } from '../../ui/secret-dialog.tsx'
import { ExactTime } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { ChangeAccess } from './change-access.tsx'
import { ResetPassword } from './reset-password.tsx'
import { SessionList } from './session-list.tsx'
import { useServer } from './use-server.ts'

interface UserViewProps {
  org: string
  slug: string
  user: EndUserDetailsDto
}

export function UserView({ org, slug, user }: UserViewProps) {
  const canManage = useCan(org, 'manage end-users')
  const server = useServer(org, slug)
  const [opened, dialog] = useDisclosure(false)
  // The user when the dialog opened, so that its text does not change while it closes.
  const [asked, setAsked] = useState<{ user: EndUserDetailsDto; about: 'access' | 'password' }>()
  const ask = (about: 'access' | 'password') => {
    setAsked({ user, about })
    dialog.open()
  }
  return (
    <Page
      title={<UntrustedText text={user.name} />}
      documentTitle={revealInvisible(user.name)}
      description={
        <>
          User of{' '}
          <LinkAnchor to="/o/$org/servers/$slug" params={{ org, slug }} inherit underline="always">
            {server?.name ?? slug}
          </LinkAnchor>
        </>
      }
      above={
        <BackLink to="/o/$org/servers/$slug/users" params={{ org, slug }}>
          Users
        </BackLink>
      }
      actions={
        <>
          <LinkButton to="/o/$org/tickets" params={{ org }} search={{ user: user.id }} variant="default">
            Tickets
          </LinkButton>
          {canManage && (
            <>
              <Button variant="default" onClick={() => ask('password')}>
                Reset password
              </Button>
              <Button variant="default" onClick={() => ask('access')}>
                {nameChange(user)} user
              </Button>
              <LinkButton
                to="/o/$org/organization/privacy"
                params={{ org }}
                search={{ user: user.id }}
                variant="default"
              >
                Erase…
              </LinkButton>
            </>
          )}
        </>
      }
    >
      {user.disabledAt && (
        <Notice title="Disabled">
          This user cannot sign in, renew access or raise tickets. Disabled on{' '}
          <ExactTime iso={user.disabledAt} />.
        </Notice>
      )}
      <Columns ruled>
        <Panel
          title="Sessions"
          about="Each time the user signs in with a client, this client gets its own session. Live sessions come first. Of the sessions that ended, the latest are shown."
        >
          <SessionList org={org} slug={slug} user={user} canManage={canManage} />
        </Panel>
        <Panel title="About">
          <Facts>
            <Fact name="E-mail">
              <Group gap={4} wrap="nowrap">
                <UntrustedText text={user.email} />
                <CopyIcon what="e-mail address" text={user.email} />
              </Group>
            </Fact>
            <Fact name="Checked">No: the user entered it at sign-up, and no e-mail is sent</Fact>
            <Fact name="Signed up">
              <ExactTime iso={user.createdAt} />
            </Fact>
            <Fact name="Last seen">{user.lastSeenAt ? <ExactTime iso={user.lastSeenAt} /> : 'Never'}</Fact>
          </Facts>
        </Panel>
      </Columns>
      <SecretDialog
        opened={opened}
        onClose={dialog.close}
        title={
          asked && (
            <>
              {asked.about === 'access' ? nameChange(asked.user) : 'Reset the password of'}{' '}
              <UntrustedText text={asked.user.name} />?
            </>
          )
        }
      >
        {asked?.about === 'access' && (
          <ChangeAccess org={org} slug={slug} user={asked.user} onDone={dialog.close} />
        )}
        {asked?.about === 'password' && (
          <ResetPassword org={org} slug={slug} user={asked.user} onDone={dialog.close} />
        )}
      </SecretDialog>
    </Page>
  )
}

function nameChange({ disabledAt }: EndUserDetailsDto): string {
  return disabledAt ? 'Enable' : 'Disable'
}
