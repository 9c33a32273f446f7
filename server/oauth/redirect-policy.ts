import { errors } from './oidc-provider.ts'
import { isForeignScheme } from './foreign-schemes.ts'

/**
 * Narrower than `isLoopbackHost`: RFC 8252 §7.3 names these hosts alone. A name under `.localhost` is looked up by the
 * user's browser, and where its resolver does not know RFC 6761 the code would leave the machine.
 */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * What no address has (RFC 3986 §2), such as white space, control characters, backslashes and letters outside ASCII:
 * parsers drop or replace it, so two readers see two addresses.
 */
const AMBIGUOUS = /[^\w\-.~:/?#[\]@!$&'()*+,;=%]/

/** The scheme, and the host as it is written, without its port. */
const WRITTEN = /^[^:/?#]+:(?:\/\/([^/?#]*?)(?::\d*)?(?:[/?#]|$))?/

/**
 * Refuses redirect addresses to which no code may be sent ([decision 014](../../docs/decisions/014-clients.md)). What is
 * no address at all is left to the library.
 *
 * @throws InvalidClientMetadata, answered as `invalid_redirect_uri`
 */
export function checkRedirects(redirectUris: unknown): void {
  for (const each of [redirectUris].flat()) {
    const fault = typeof each === 'string' ? faultOf(each) : undefined
    if (fault) throw new errors.InvalidClientMetadata(`redirect_uris ${fault}`)
  }
}

function faultOf(uri: string): string | undefined {
  if (AMBIGUOUS.test(uri))
    return 'must not contain white space, control characters, backslashes or other characters that no URI has'
  const address = URL.parse(uri)
  if (!address) return undefined
  const { protocol, hostname, username, password } = address
  if (username || password) return 'must not contain userinfo'
  if (hostname.includes('*')) return 'must name one host, without a wildcard'
  if (!isHostAsWritten(uri, hostname))
    return 'must have // and the host in its usual spelling behind the scheme'
  // Everybody on the network could read the code (MCP authorization, "Communication Security").
  if (protocol === 'http:') return LOOPBACK.has(hostname) ? undefined : 'with http must be on loopback'
  if (protocol === 'https:') return undefined
  return isForeignScheme(protocol.slice(0, -1))
    ? "must use https, loopback or the app's own scheme"
    : undefined
}

/** Whether all parsers read this host. They differ on `https:a.test`, `https://@a.test`, `http://127.1` and `https://%61.test`. */
function isHostAsWritten(uri: string, hostname: string): boolean {
  const written = WRITTEN.exec(uri)?.[1] ?? ''
  return written.toLowerCase() === hostname.toLowerCase()
}

/**
 * The type of application that has these addresses; undefined when any has. Programs on the user's machine have a
 * scheme of their own, and the library wants https on loopback to be of a web application.
 */
export function typeOfRedirects(redirectUris: unknown): 'native' | 'web' | undefined {
  const addresses = [redirectUris]
    .flat()
    .flatMap((each) => (typeof each === 'string' && URL.parse(each)) || [])
  if (addresses.some(({ protocol }) => protocol !== 'http:' && protocol !== 'https:')) return 'native'
  const isLocal = addresses.some(({ protocol, hostname }) => protocol === 'https:' && LOOPBACK.has(hostname))
  return isLocal ? 'web' : undefined
}
