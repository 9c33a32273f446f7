import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Some fronts write the port, too: `192.0.2.7:4711` or `[2001:db8::1]:4711`. */
const WITH_PORT = /^(?:\[(.+)\]|([\d.]+))(?::\d+)?$/

/** Whoever has no address that can be read. Each text must not be a network of its own: the client may have made it up. */
const UNKNOWN = 'unknown'

/** An IPv4 address, or the /64 of an IPv6 one: that much is one subscriber's to number as they like. */
export function networkOf(ip: string): string {
  const [, inBrackets, ipv4] = WITH_PORT.exec(ip) ?? []
  const bare = inBrackets ?? ipv4 ?? ip
  if (isIP(bare) === 0) return UNKNOWN
  // An IPv4 address that is mapped into IPv6 is the IPv4 one.
  const address = ipaddr.process(bare)
  if (address instanceof ipaddr.IPv4) return address.toString()
  const groups = address.parts.slice(0, 4).map((group) => group.toString(16))
  return `${groups.join(':')}::/64`
}
