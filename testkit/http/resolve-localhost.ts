/*
 * Names under .localhost are this machine (RFC 6761 §6.3). Browsers know that, the resolvers of many systems do not, and
 * what others wrote asks those: imported here, and with `--import` in programs of their own, it knows it too.
 */
import dns from 'node:dns'

const { lookup } = dns

function resolveLocalhost(name: string, ...rest: unknown[]): void {
  const address = name.endsWith('.localhost') ? '127.0.0.1' : name
  Reflect.apply(lookup, dns, [address, ...rest])
}

Object.assign(dns, { lookup: resolveLocalhost })
