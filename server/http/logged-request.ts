import type { FastifyRequest } from 'fastify'
import { isIPv4 } from 'node:net'
import { networkOf } from './network-of.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The tRPC procedures that were called, by names of ours. */
    procedures?: string[]
    /** As `shortenAddress` made it while there was a connection, which has no address once it is reset. */
    network?: string | null
  }
}

/** What may be said of a request: no path, no query and no address of a person. */
export function logged(request: FastifyRequest) {
  return {
    // The template, not the path: paths carry references. Unknown addresses have none.
    route: request.is404 ? null : (request.routeOptions?.url ?? null),
    procedures: request.procedures ?? [],
    network: request.network ?? shortenAddress(request.ip),
  }
}

/** The network that an address is in, for the log: the first 24 bits of IPv4, the first 48 of IPv6. */
export function shortenAddress(ip: string | undefined): string | null {
  const network = ip === undefined ? '' : networkOf(ip)
  if (isIPv4(network)) return network.replace(/\.\d+$/, '.0/24')
  const prefix = network.replace(/::\/64$/, '')
  if (prefix === network) return null
  return `${prefix.split(':').slice(0, 3).join(':')}::/48`
}
