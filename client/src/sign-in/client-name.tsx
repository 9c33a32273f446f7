import type { ClientDto } from '#shared/sign-in.ts'
import { UntrustedText } from '../ui/untrusted-text.tsx'

/** The client within a sentence: by the domain that vouches for it, else by its own word, in quotes. */
export function ClientName({ client }: { client: ClientDto }) {
  if (client.domain) return <UntrustedText text={client.domain} />
  return (
    <>
      “<UntrustedText text={client.name} />”
    </>
  )
}
