import type { Configuration } from 'oidc-provider'

/**
 * The cookies of a user's browser on an MCP server's host. With https their names have prefixes that browsers enforce
 * (RFC 6265bis §4.1.3): all tenants' hosts are the same site, and no host may set a cookie for another one.
 */
export function cookieOptions(secure: boolean, keys: string[]): Configuration['cookies'] {
  const options = { httpOnly: true, sameSite: 'lax', signed: true, overwrite: true, secure } as const
  return {
    keys,
    names: {
      session: secure ? '__Host-oauth-session' : 'oauth-session',
      // Their paths are those of the sign-in. `__Host-` allows only `/`.
      interaction: secure ? '__Secure-oauth-sign-in' : 'oauth-sign-in',
      resume: secure ? '__Secure-oauth-resume' : 'oauth-resume',
    },
    long: { ...options, path: '/' },
    short: options,
  }
}
