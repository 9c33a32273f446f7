import { Text } from '@mantine/core'
import { UntrustedText } from './untrusted-text.tsx'

interface ClientNameProps {
  clientName: string
  /** The domain that vouches for the name. Without one, anybody can call themselves so. */
  clientDomain?: string
}

/** An MCP client by the name it gives itself, and how far to believe it. */
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
