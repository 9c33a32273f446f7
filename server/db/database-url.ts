import { isIP } from 'node:net'
import { followAuthorities } from './follow-authorities.ts'

/** As MySQL's own clients call them (dev.mysql.com/doc/refman/8.4/en/connection-options.html, `--ssl-mode`). */
const SSL_MODES = ['DISABLED', 'REQUIRED', 'VERIFY_CA', 'VERIFY_IDENTITY'] as const
type SslMode = (typeof SSL_MODES)[number]

const PARAMETERS = new Set(['ssl-mode', 'ssl-ca'])

/** TLS as mysql2 takes it. */
interface Tls {
  /** Whether the certificate must come from a known authority. */
  rejectUnauthorized: boolean
  /** Whether it must also be issued for the host that was connected to. */
  verifyIdentity: boolean
  /** The authorities in PEM, read again where that is asked for. Absent: those that Node knows. */
  readonly ca?: string
}

/** A MySQL server and a database on it, as mysql2 takes them. */
export interface MySqlAddress {
  host: string
  port: number
  user: string
  password: string
  database: string
  ssl?: Tls
}

export function isSqlite(url: string): boolean {
  return url.startsWith('sqlite:')
}

/** The file of `sqlite:<file>`. */
export function sqliteFile(url: string): string {
  return url.slice('sqlite:'.length)
}

/**
 * Reads `mysql://user:password@host:port/database?ssl-mode=…&ssl-ca=…`. Without `ssl-mode` the connection is not
 * encrypted.
 *
 * @throws Error that names `DATABASE_URL` and what is wrong, and repeats no value
 */
export function readMySqlUrl(url: string): MySqlAddress {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  if (url.includes('#')) {
    throw new Error('DATABASE_URL: what follows a # would be ignored. Parameters follow a ?, and %23 is a #.')
  }
  for (const name of searchParams.keys()) refuseUnknown(name)
  for (const name of PARAMETERS) refuseRepeated(name, searchParams)
  const host = decodeURIComponent(hostname.replace(/^\[(.*)\]$/, '$1'))
  const ssl = readTls(searchParams, host)
  return {
    host,
    port: Number(port) || 3306,
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    ...(ssl && { ssl }),
  }
}

/** A parameter that is ignored could be the one that was to encrypt. */
function refuseUnknown(name: string): void {
  if (PARAMETERS.has(name)) return
  const shown = /^[\w-]{1,40}$/.test(name) ? ` ${name}` : ''
  throw new Error(`DATABASE_URL: the parameter${shown} is unknown. Known are ssl-mode and ssl-ca.`)
}

/** Nobody can know which one counts. */
function refuseRepeated(name: string, parameters: URLSearchParams): void {
  if (parameters.getAll(name).length > 1)
    throw new Error(`DATABASE_URL: the parameter ${name} is given more than once.`)
}

function readTls(parameters: URLSearchParams, host: string): Tls | undefined {
  const mode = parameters.get('ssl-mode') ?? 'DISABLED'
  const file = parameters.get('ssl-ca')
  if (!isSslMode(mode)) throw new Error(`DATABASE_URL: ssl-mode must be one of ${SSL_MODES.join(', ')}.`)
  const verifies = mode === 'VERIFY_CA' || mode === 'VERIFY_IDENTITY'
  if (file !== null && !verifies) {
    throw new Error('DATABASE_URL: ssl-ca is used with ssl-mode=VERIFY_CA or VERIFY_IDENTITY only.')
  }
  // The driver compares an address with nothing, and would accept any certificate.
  if (mode === 'VERIFY_IDENTITY' && isIP(host)) {
    throw new Error('DATABASE_URL: ssl-mode=VERIFY_IDENTITY needs the name of the host, not its IP address.')
  }
  if (mode === 'DISABLED') return undefined
  const checks = { rejectUnauthorized: verifies, verifyIdentity: mode === 'VERIFY_IDENTITY' }
  if (file === null) return checks
  const read = followAuthorities(file)
  // mysql2 keeps this object, and asks for the authorities when it opens a connection.
  return {
    ...checks,
    get ca() {
      return read()
    },
  }
}

function isSslMode(text: string): text is SslMode {
  return (SSL_MODES as readonly string[]).includes(text)
}
