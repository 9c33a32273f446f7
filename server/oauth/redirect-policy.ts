import type { Configuration } from 'oidc-provider'
import { errors } from './oidc-provider.ts'

/**
 * Narrower than `isLoopbackHost`: RFC 8252 §7.3 names these hosts alone. A name under `.localhost` is looked up by the
 * user's browser, and where its resolver does not know RFC 6761 the code would leave the machine.
 */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Refuses redirect addresses that the library accepts. It allows any http address to a client that calls itself a `web`
 * application, and everybody on the network could read a code sent there (MCP authorization, "Communication Security").
 */
export const redirectPolicy: Configuration['extraClientMetadata'] = {
  properties: ['redirect_uris'],
  validator(_ctx, _name, redirectUris) {
    for (const each of [redirectUris].flat()) {
      const address = typeof each === 'string' ? URL.parse(each) : null
      if (address?.protocol === 'http:' && !LOOPBACK.has(address.hostname)) {
        throw new errors.InvalidClientMetadata('redirect_uris with http must be on loopback')
      }
      if (address?.username || address?.password) {
        throw new errors.InvalidClientMetadata('redirect_uris must not contain userinfo')
      }
    }
  },
}
