import { EmptyMessage } from '../ui/empty-message.tsx'
import { LinkButton } from '../ui/link.tsx'
import { MainLandmark } from '../ui/main-landmark.tsx'
import { Page } from '../ui/page.tsx'

export function NotFoundPage() {
  return (
    <MainLandmark>
      <Page title="Page not found" hideTitle>
        <EmptyMessage
          title="There is nothing at this address"
          action={<LinkButton to="/">Go to the dashboard</LinkButton>}
        >
          The link may be old, or it may belong to an organization that you are not a member of.
        </EmptyMessage>
      </Page>
    </MainLandmark>
  )
}
