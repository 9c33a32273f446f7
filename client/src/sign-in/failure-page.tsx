import { Code, Stack, Text } from '@mantine/core'
import type { Failure } from './explain-error.ts'
import { UntrustedText } from '../ui/untrusted-text.tsx'
import classes from './sign-in.module.css'
import { StepCard } from './step-card.tsx'

interface FailurePageProps {
  serverName: string
  failure: Failure
  /** For the developers of the app. */
  detail?: { code: string; description: string | undefined }
}

/** The page of a sign-in that cannot continue: what happened, what to do and, for developers, why. */
export function FailurePage({ serverName, failure, detail }: FailurePageProps) {
  return (
    <StepCard serverName={serverName} title={failure.title}>
      <Stack gap="md">
        <Text size="sm">{failure.message}</Text>
        <Text size="sm" fw={550}>
          {failure.advice}
        </Text>
        {detail && (
          <details className={classes.details}>
            <summary>Technical details</summary>
            <Code block className={classes.technical}>
              <UntrustedText text={detail.code} />
              {detail.description && (
                <>
                  {'\n'}
                  <UntrustedText text={detail.description} />
                </>
              )}
            </Code>
          </details>
        )}
      </Stack>
    </StepCard>
  )
}
