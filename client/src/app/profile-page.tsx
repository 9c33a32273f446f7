import { Container } from '@mantine/core'
import { ChangePassword } from '../features/account/change-password.tsx'
import { SessionList } from '../features/account/session-list.tsx'
import { AccessTokens } from '../features/access-token/access-tokens.tsx'
import { BackLink } from '../ui/back-link.tsx'
import { Page } from '../ui/page.tsx'

/** What belongs to the signed-in person and to no organization. */
export function ProfilePage() {
  return (
    <Container component="main" id="main" size="sm" py="lg">
      <Page title="Profile" above={<BackLink to="/">Dashboard</BackLink>}>
        <ChangePassword />
        <SessionList />
        <AccessTokens />
      </Page>
    </Container>
  )
}
