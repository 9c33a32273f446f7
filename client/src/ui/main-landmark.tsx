import { Center } from '@mantine/core'
import { createContext, type ReactNode, use } from 'react'

/** Whether a component above is already the page's main landmark. A page has only one. */
export const InsideMainContext = createContext(false)

/** Centers a message. It becomes the main landmark if the page has none yet. */
export function MainLandmark({ children }: { children: ReactNode }) {
  const isInside = use(InsideMainContext)
  if (isInside) return <Center mih="60vh">{children}</Center>
  return (
    <Center component="main" id="main" mih="100dvh" p="md">
      {children}
    </Center>
  )
}
