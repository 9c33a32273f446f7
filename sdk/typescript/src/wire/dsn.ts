/*
 * The data source name (DSN), `https://mok_…@acme.mcp.example.com`: where to send, and with which key (wire contract
 * §1). It is read by our own patterns and not by `URL`. URL parsers differ between languages on back slashes, inner
 * tabs and non-ASCII hosts, and the result decides where a key is sent.
 */
import { isIssued } from './issued-secret.ts'
import { isLocalhostName } from './loopback.ts'

/** Where to send, and the key that says which MCP server sends. */
export interface Dsn {
  readonly origin: string
  readonly key: string
}

type DsnPart = 'scheme' | 'key' | 'host' | 'port' | 'rest'

export type DsnResult =
  | { readonly ok: true; readonly dsn: Dsn }
  | { readonly ok: false; readonly error: 'dsn-missing' }
  | { readonly ok: false; readonly error: 'dsn-invalid'; readonly part: DsnPart }

const SHAPE = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(?:([^@/?#]*)@)?([^:/?#]*)(:[^/?#]*)?(.*)/s
/** The end of the text is looked for at the first of its spaces only: at each, it takes quadratic time. */
const AROUND = /^[ \t\r\n]+|(?<![ \t\r\n])[ \t\r\n]+$/g
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const PORT = /^:[1-9][0-9]{0,4}$/
const DEFAULT_PORT: Record<string, string> = { http: ':80', https: ':443' }

/**
 * Reads a DSN. Never throws.
 *
 * @param text the value of `MCP_OBS_DSN`. Space, tab, CR and LF around it are ignored.
 * @returns the origin and the key, or which part is wrong. An error never contains the key.
 */
export function parseDsn(text: string | undefined): DsnResult {
  const trimmed = (text ?? '').replace(AROUND, '')
  if (trimmed === '') return { ok: false, error: 'dsn-missing' }

  const [, rawScheme, key, rawHost, port = '', rest] = SHAPE.exec(trimmed) ?? []
  const scheme = rawScheme?.toLowerCase()
  if (scheme !== 'http' && scheme !== 'https') return invalid('scheme')
  if (!isIssued('server-key', key)) return invalid('key')
  const host = (rawHost ?? '').toLowerCase()
  if (!isHost(host)) return invalid('host')
  if (port !== '' && !isPort(port)) return invalid('port')
  if (rest !== '' && rest !== '/') return invalid('rest')
  if (scheme === 'http' && !allowsHttp(host)) return invalid('scheme')

  return { ok: true, dsn: { origin: `${scheme}://${host}${port === DEFAULT_PORT[scheme] ? '' : port}`, key } }
}

/**
 * Narrower than `isLoopbackHost`, because the contract lists these hosts for all SDKs: a DSN must not work in one SDK
 * and be refused by another.
 */
const allowsHttp = (host: string): boolean => isLocalhostName(host) || host === '127.0.0.1'
const isHost = (host: string): boolean =>
  host.length <= 253 && host.split('.').every((label) => LABEL.test(label))
const isPort = (port: string): boolean => PORT.test(port) && Number(port.slice(1)) <= 65_535
const invalid = (part: DsnPart): DsnResult => ({ ok: false, error: 'dsn-invalid', part })
