/*
 * Resolves names under .localhost to this machine (RFC 6761 §6.3) in Node's resolver. Browsers do that by themselves, the
 * resolvers of many systems do not, and third-party programs ask those. Import it, or pass it to a program with
 * `--import`.
 */
import dns from 'node:dns'

const { lookup } = dns

function resolveLocalhost(name: string, ...rest: unknown[]): void {
  const address = name.endsWith('.localhost') ? '127.0.0.1' : name
  Reflect.apply(lookup, dns, [address, ...rest])
}

Object.assign(dns, { lookup: resolveLocalhost })
