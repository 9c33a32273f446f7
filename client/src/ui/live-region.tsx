import { VisuallyHidden } from '@mantine/core'
import { useEffect, useState } from 'react'
import { onAnnouncement } from '../lib/announce.ts'

/** The page's one polite live region. All other code sends messages to it with `announce`. */
export function LiveRegion() {
  const [message, setMessage] = useState('')
  useEffect(() => onAnnouncement(setMessage), [])
  return (
    <VisuallyHidden component="output" aria-live="polite" data-testid="announcements">
      {message}
    </VisuallyHidden>
  )
}
