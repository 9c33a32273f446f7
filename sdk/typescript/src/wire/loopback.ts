/*
 * Which hosts are this machine. `http` is safe there, because nothing of it travels over a network.
 */

const LOCALHOST_NAME = /^(?:[^.]+\.)*localhost$/
const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])'
const LOOPBACK_IPV4 = new RegExp(`^127(?:\\.${OCTET}){3}$`)
const LOOPBACK_IPV6 = new Set(['::1', '[::1]'])

/**
 * Whether a host is `localhost` or a name under `.localhost` (RFC 6761 §6.3). Few resolvers know the names under it, so
 * who connects to one has to supply the address.
 *
 * @param host in lower case and without a port, as URL parsers give it.
 */
export function isLocalhostName(host: string): boolean {
  return LOCALHOST_NAME.test(host)
}

/**
 * Whether a host is this machine: a localhost name, an address in 127.0.0.0/8 (RFC 1122 §3.2.1.3), or `::1` (RFC 4291
 * §2.5.3). Only the usual spelling of an address counts: parsers disagree about others, such as `127.1`.
 *
 * @param host in lower case and without a port, as URL parsers give it. An IPv6 address may stand in brackets.
 */
export function isLoopbackHost(host: string): boolean {
  return isLocalhostName(host) || LOOPBACK_IPV4.test(host) || LOOPBACK_IPV6.has(host)
}
