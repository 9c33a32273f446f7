import { errors, type Provider } from './oidc-provider.ts'
import { canonicalResource } from './resource-alias.ts'

/** Characters that no scope has (RFC 6749 §3.3). The library refuses them. */
const MALFORMED = /[^\x21\x23-\x5b\x5d-\x7e ]/

type Parameters = Record<string, unknown>

/**
 * Gives the parameters of every request the spelling in which everything is kept, before the library reads them. It
 * compares resources as text, and would refuse at the token endpoint what it accepted at the authorization endpoint.
 */
export function canonicalizeParameters(
  provider: Provider,
  { resourceUrl, scopes }: { resourceUrl: string; scopes: readonly string[] },
): void {
  const parametersOf = new WeakMap<object, Parameters>()
  Object.defineProperty(provider.OIDCContext.prototype, 'params', {
    get(this: object) {
      return parametersOf.get(this)
    },
    set(this: { route: string }, parameters: Parameters) {
      if (parameters.resource) parameters.resource = canonicalResource(resourceUrl, parameters.resource)
      if (this.route === 'token') {
        // The library uses up the code before it looks, and of several resources it ignores the foreign ones.
        if (parameters.resource && parameters.resource !== resourceUrl) throw new errors.InvalidTarget()
        parameters.scope = grantedOf(parameters.scope, scopes)
      }
      parametersOf.set(this, parameters)
    },
  })
}

/**
 * Leaves of a scope at the token endpoint what a person can have granted, as the authorization endpoint does: clients
 * repeat there what they asked for at first. The answer names the scope of the token (RFC 6749 §5.1).
 */
function grantedOf(scope: unknown, scopes: readonly string[]): unknown {
  if (typeof scope !== 'string' || MALFORMED.test(scope)) return scope
  const granted = scope.split(' ').filter((each) => scopes.includes(each))
  return granted.length > 0 ? granted.join(' ') : undefined
}
