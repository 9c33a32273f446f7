import { Center } from '@mantine/core'
import { createContext, type ReactNode, use } from 'react'

/** Whether something above already is the page's main landmark, of which there is one. */
export const InsideMainContext = createContext(false)

/** Centers a message, as the main landmark where there is none yet. */
export function MainLandmark({ children }: { children: ReactNode }) {
  const isInside = use(InsideMainContext)
  if (isInside) return <Center mih="60vh">{children}</Center>
  return (
    <Center component="main" id="main" mih="100dvh" p="md">
      {children}
    </Center>
  )
}
