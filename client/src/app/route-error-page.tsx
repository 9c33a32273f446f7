import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { ErrorMessage } from '../ui/error-message.tsx'
import { MainLandmark } from '../ui/main-landmark.tsx'
import { Page } from '../ui/page.tsx'

/** The error boundary of every route. If one page fails, the rest of the dashboard can still be used. */
export function RouteErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <MainLandmark>
      <Page title="This page failed" hideTitle>
        <ErrorMessage title="This page could not be shown" error={error} onRetry={retry} />
      </Page>
    </MainLandmark>
  )
}
