import { Text } from '@mantine/core'
import { UntrustedText } from './untrusted-text.tsx'

interface ClientNameProps {
  clientName: string
  /** The domain that confirms the name. Without one, any client can use this name. */
  clientDomain?: string
}

/** The name that an MCP client gives itself, and whether the name is verified. */
export function ClientName({ clientName, clientDomain }: ClientNameProps) {
  return (
    <>
      {clientName ? <UntrustedText text={clientName} /> : 'a client without a name'}{' '}
      <Text span inherit c="dimmed" fw={400}>
        ({clientDomain ? `from ${clientDomain}` : 'name not verified'})
      </Text>
    </>
  )
}
