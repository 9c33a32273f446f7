import { Center, Loader, Stack, Text, VisuallyHidden } from '@mantine/core'
import { useEffect, useState } from 'react'
import { CardPage } from '../ui/card-page.tsx'
import { ServerBadge } from './step-card.tsx'

/** After this time, the page says that loading is slow. */
const SLOW_AFTER_MS = 4_000

export function Loading({ serverName }: { serverName: string }) {
  const [isSlow, setIsSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsSlow(true), SLOW_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <CardPage above={<ServerBadge name={serverName} />}>
      <Center mih={240}>
        <Stack align="center" gap="sm" aria-live="polite">
          <VisuallyHidden component="h1">Opening the sign-in</VisuallyHidden>
          <Loader aria-hidden />
          {isSlow && (
            <Text size="sm" c="dimmed">
              This takes longer than usual …
            </Text>
          )}
        </Stack>
      </Center>
    </CardPage>
  )
}
