import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { generateKeyPair, exportJWK } from 'jose'
import { NoAdapter } from './no-adapter.ts'
import { Provider } from './oidc-provider.ts'

/**
 * Fetches documents that identify clients (draft-ietf-oauth-client-id-metadata-document-02). Anybody names the address,
 * so oidc-provider passes a dispatcher that breaks off connections to addresses that are not public; it goes on without
 * where it cannot make one, and this does not.
 */
export const fetchGuarded: typeof fetch = (address, options) => {
  if (!options || !('dispatcher' in options) || !options.dispatcher) {
    throw new Error('Documents of clients are not fetched without a guard against private addresses')
  }
  return fetch(address, options)
}

/**
 * Whether the guard works on this runtime, whose internals it hangs on: a fetch of this machine's own must be broken
 * off before a request arrives.
 */
export async function isGuardWorking(fetchDocument: typeof fetch): Promise<boolean> {
  let hits = 0
  const listener = createServer((_request, response) => {
    hits++
    response.end('{}')
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  const probe = await probeProvider((_address, options) =>
    fetchDocument(`http://127.0.0.1:${port}/client.json`, options),
  )
  const refused = await probe.Client.find('https://client.invalid/client.json').then(
    () => false,
    () => true,
  )
  listener.closeAllConnections()
  listener.close()
  return refused && hits === 0
}

async function probeProvider(fetchDocument: typeof fetch) {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  return new Provider('https://probe.invalid', {
    adapter: () => new NoAdapter(),
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig' }] },
    cookies: { keys: ['unused'] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    fetch: fetchDocument,
    features: {
      devInteractions: { enabled: false },
      clientIdMetadataDocument: { enabled: true, ack: 'draft-02' },
    },
  })
}
