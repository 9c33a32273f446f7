import { randomBytes } from 'node:crypto'

/** Stands in a built page where a response's nonce goes. */
const NONCE_PLACEHOLDER = '__CSP_NONCE__'

export interface HtmlDocument {
  html: string
  headers: Record<string, string>
}

/** Makes one response of a built page, with a nonce of its own. */
export function prepareDocument(page: string): HtmlDocument {
  const nonce = randomBytes(16).toString('base64')
  return {
    html: page.replaceAll(NONCE_PLACEHOLDER, nonce),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy(nonce),
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    },
  }
}

/** The names of built assets carry a hash of what is in them; the few other files keep theirs when they change. */
function cacheControlOf(path: string): string {
  return path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'public, max-age=300'
}

/** How both hosts serve built files: each with the smaller forms of it that the build wrote beside it. */
export const BUILT_FILES = {
  preCompressed: true,
  // They are small. A range of another form than the one before would give a broken file.
  acceptRanges: false,
  cacheControl: false,
  setHeaders: (reply: { header: (name: string, value: string) => unknown }, path: string) =>
    void reply.header('cache-control', cacheControlOf(path)),
} as const

/** No inline script; styles by nonce, which the component library asks for. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
}
