import { isLoopbackHost } from '#sdk/wire/loopback.ts'

/** What is wrong with the address of a database, if anything is. It must be readable after e-mails and passwords are redacted. */
export function findDatabaseFault(url: string): string | undefined {
  // SQLite would take these names for something else than a file, so that each process had a database of its own.
  if (/^sqlite:\s*(:memory:.*)?$/i.test(url))
    return 'a SQLite database in memory would be lost; name a file, as in sqlite:.data/mcp-obs.db'
  if (/^sqlite:\s*file:/i.test(url))
    return 'name the SQLite file by its path and not by a file: URI, as in sqlite:.data/mcp-obs.db'
  if (url.startsWith('sqlite:')) return undefined
  if (!/^mysql:\/\/[^/?]+\/[^?]/.test(url) || !URL.canParse(url))
    return 'must be sqlite: and the path of a file, or mysql:// and a user, password, host and database'
  return findLonePercent(url)
}

/** What is wrong with the address of Valkey, if anything is. */
export function findValkeyFault(url: string): string | undefined {
  const form = 'must be redis:// or, with TLS, rediss://, and a host, as in redis://valkey:6379'
  if (!/^(redis|valkey)s?:\/\//.test(url) || !URL.canParse(url)) return form
  // What is ignored could be what was to encrypt, or the rest of a password.
  if (/[?#]/.test(url)) return 'takes no parameters; in a password, write %3F for ? and %23 for #'
  const { hostname, port, pathname } = new URL(url)
  if (hostname === '' || port === '0' || !/^\/?\d{0,4}$/.test(pathname)) return form
  return findLonePercent(url)
}

function findLonePercent(url: string): string | undefined {
  try {
    decodeURIComponent(url)
    return undefined
  } catch {
    return 'has a % that encodes nothing; write %25'
  }
}

/** Whether a text is a port of an address, which may have none. */
export function isPort(text: string | undefined): boolean {
  return text === undefined || (Number(text) >= 1 && Number(text) <= 65_535)
}

/** On this machine is also 127.0.0.0/8 as an IPv6 address (RFC 4291 §2.5.5.2), as URL parsers write it. */
export function isRemote(databaseUrl: string): boolean {
  if (!databaseUrl.startsWith('mysql:')) return false
  const host = new URL(databaseUrl).hostname.toLowerCase().replace(/\.$/, '')
  return !isLoopbackHost(host) && !/^\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\]$/.test(host)
}

/** Whether tickets and passwords would travel readable for everybody on the way. */
export function isPlain(databaseUrl: string): boolean {
  return (new URL(databaseUrl).searchParams.get('ssl-mode') ?? 'DISABLED') === 'DISABLED'
}

/** What is dropped without a word could be what somebody relies on: a path, a wildcard. */
export function isOrigin(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { origin, href, hostname } = new URL(url)
  return href === `${origin}/` && !url.includes('?') && !url.includes('#') && !hostname.includes('*')
}
