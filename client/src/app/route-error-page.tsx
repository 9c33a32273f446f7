import { Button } from '@mantine/core'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { EmptyMessage } from '../ui/empty-message.tsx'
import { ErrorMessage } from '../ui/error-message.tsx'
import { MainLandmark } from '../ui/main-landmark.tsx'
import { Page } from '../ui/page.tsx'
import { MissingCode } from '../lib/load-code.ts'

/** The error boundary of every route. If one page fails, the rest of the dashboard can still be used. */
export function RouteErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  if (error instanceof MissingCode) return <NewReleasePage />
  return (
    <MainLandmark>
      <Page title="This page failed" hideTitle>
        <ErrorMessage title="This page could not be shown" error={error} onRetry={retry} />
      </Page>
    </MainLandmark>
  )
}

/** After a release the server no longer has the code of the release before. What was written is kept over the reload. */
function NewReleasePage() {
  return (
    <MainLandmark>
      <Page title="Reload the page" hideTitle>
        <EmptyMessage
          title="Reload to go on"
          action={<Button onClick={() => location.reload()}>Reload</Button>}
        >
          The code of this page could not be loaded. A new release may be out, or the connection is lost. What
          you wrote is kept.
        </EmptyMessage>
      </Page>
    </MainLandmark>
  )
}
