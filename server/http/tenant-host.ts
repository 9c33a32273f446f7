import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { DomainSettings } from '../domain/context.ts'
import { DomainError } from '../domain/errors.ts'
import { countHeader } from './raw-headers.ts'
import type { Site } from './site.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    site?: Site['kind']
  }
}

/** RFC 1035 §2.3.1, in lower case. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** A host under the base domain that cannot be a slug is looked up as this one, which no server has. */
const NO_SLUG = ''

/**
 * Gives every request its site, from the `Host` header alone: `X-Forwarded-Host` is never read. Hosts that are not
 * ours are 421. A malformed or reserved slug goes the way of an unknown one, so that all three are answered alike.
 *
 * From here on a route answers on no host at all, unless `onlyFor` said which.
 */
export function resolveSite(app: FastifyInstance, settings: DomainSettings): void {
  const parseSite = siteParser(settings)
  app.addConstraintStrategy({
    name: 'site',
    storage: routesBySite,
    deriveConstraint(request: IncomingMessage) {
      const site = parseSite(request)
      return site instanceof DomainError ? 'none' : site.kind
    },
    mustMatchWhenDerived: true,
  })
  app.decorateRequest('site')
  app.addHook('onRequest', async (request) => {
    const site = parseSite(request.raw)
    if (site instanceof DomainError) throw site
    request.site = site
  })
}

/** Makes the routes that `app` registers from now on exist on one kind of host only. */
export function onlyFor(app: FastifyInstance, kind: Site['kind']): void {
  app.addHook('onRoute', (route) => {
    route.constraints = { ...route.constraints, site: kind }
    route.config = { ...route.config, site: kind }
  })
}

/** Reads the site off a request, or why it has none. */
export function siteParser({ appOrigin, baseDomain }: DomainSettings) {
  const appHost = hostName(new URL(appOrigin).host)
  const suffix = `.${hostName(baseDomain)}`
  return (request: IncomingMessage): Site | DomainError => {
    const { host = '' } = request.headers
    // RFC 9112 §3.2 asks for 400.
    if (host === '' && request.httpVersion === '1.1') return new DomainError('invalid-request')
    if (countHeader(request, 'host') > 1 || contradictsTarget(host, request.url ?? '/')) {
      return new DomainError('invalid-request', { detail: 'The request names more than one host.' })
    }
    const name = hostName(host)
    if (name === appHost) return { kind: 'app' }
    if (!name.endsWith(suffix)) return new DomainError('misdirected-host')
    const label = name.slice(0, -suffix.length)
    return { kind: 'mcp-server', slug: LABEL.test(label) ? label : NO_SLUG }
  }
}

/** Lower case, without port and without the one dot that makes a name absolute. */
function hostName(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d{1,5}$/, '')
    .replace(/\.$/, '')
}

/** A request line may name a host too (RFC 9112 §3.2.2); two names that differ are how caches get poisoned. */
function contradictsTarget(host: string, target: string): boolean {
  if (target.startsWith('/') || target === '*') return false
  const authority = /^https?:\/\/([^/?#]*)/i.exec(target)?.[1]
  return authority?.toLowerCase() !== host.toLowerCase()
}

function routesBySite<Handler>() {
  const handlers = new Map<unknown, Handler>()
  return {
    get: (site: unknown) => handlers.get(site) ?? null,
    set: (site: unknown, handler: Handler) => void handlers.set(site, handler),
  }
}
