import { MantineProvider } from '@mantine/core'
import type { ReactNode } from 'react'
import { styleNonce } from '../lib/style-nonce.ts'
import { cssVariablesResolver, theme } from './theme.ts'

const readNonce = () => styleNonce() ?? ''

/** The theme that the dashboard and the sign-in pages share. It follows the colour scheme of the system. */
export function Themed({ children }: { children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={readNonce}
    >
      {children}
    </MantineProvider>
  )
}
