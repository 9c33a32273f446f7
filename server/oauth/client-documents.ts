import { generateKeyPairSync } from 'node:crypto'
import type { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import { lookUpBy } from './look-up-host.ts'
import { NoAdapter } from './no-adapter.ts'
import { Provider } from './oidc-provider.ts'

/** What `fetch` sends by, which is a part of the runtime. */
interface Dispatcher extends EventEmitter {
  constructor: new (options: { connect: { lookup: LookupFunction } }) => EventEmitter
}

const ownDispatchers = new WeakMap<Dispatcher, EventEmitter>()

/**
 * Fetches documents that identify clients (draft-ietf-oauth-client-id-metadata-document-02). Anybody can name the
 * address, so oidc-provider passes a dispatcher that refuses connections to addresses that are not public. Where it
 * cannot make one, it fetches without; this function then refuses.
 *
 * @throws when the dispatcher is missing
 */
export const fetchGuarded: typeof fetch = (address, options) => {
  const { dispatcher } = { ...options } as { dispatcher?: Dispatcher }
  if (!dispatcher) {
    throw new Error('Documents of clients are not fetched without a guard against private addresses')
  }
  if (!ownDispatchers.has(dispatcher)) ownDispatchers.set(dispatcher, withOwnLookUp(dispatcher))
  return fetch(address, { ...options, dispatcher: ownDispatchers.get(dispatcher) } as RequestInit)
}

/** The same dispatcher, guard included, but that it looks up hosts itself. */
function withOwnLookUp(guarded: Dispatcher): EventEmitter {
  const own = new guarded.constructor({ connect: { lookup: lookUpBy() } })
  for (const guard of guarded.listeners('connect')) own.on('connect', guard as () => void)
  return own
}

/**
 * Whether the guard works on this runtime, since it depends on the runtime's internals. A fetch from this machine itself
 * must be refused before its request arrives.
 */
export async function isGuardWorking(fetchDocument: typeof fetch): Promise<boolean> {
  let hits = 0
  const listener = createServer((_request, response) => {
    hits++
    response.end('{}')
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  const probe = probeProvider((_address, options) =>
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

function probeProvider(fetchDocument: typeof fetch) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return new Provider('https://probe.invalid', {
    adapter: () => new NoAdapter(),
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] },
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
