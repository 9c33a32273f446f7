import type { ClientDto } from '#shared/sign-in.ts'
import { UntrustedText } from './untrusted-text.tsx'

/** The client in a sentence: its domain if that is verified, else the name that it gives itself, in quotation marks. */
export function QuotedClientName({ client }: { client: ClientDto }) {
  if (client.domain) return <UntrustedText text={client.domain} />
  return (
    <>
      “<UntrustedText text={client.name} />”
    </>
  )
}
