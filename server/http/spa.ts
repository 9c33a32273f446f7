import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import staticFiles from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { DomainError } from '../domain/errors.ts'
import { onlyFor } from './tenant-host.ts'

/** Stands in the built `index.html` where a response's nonce goes. */
const NONCE_PLACEHOLDER = '__CSP_NONCE__'

/** Serves the built dashboard on its own host; every path that is no file is the application's. */
export async function serveSpa(app: FastifyInstance, { folder }: { folder: string }): Promise<void> {
  const page = await readFile(join(folder, 'index.html'), 'utf8')
  onlyFor(app, 'app')
  await app.register(staticFiles, {
    root: folder,
    index: false,
    wildcard: false,
    cacheControl: false,
    setHeaders: (reply, path) => void reply.header('cache-control', cacheControlOf(path)),
  })

  const sendPage = (reply: FastifyReply) => {
    const nonce = randomBytes(16).toString('base64')
    return reply
      .headers({ ...DOCUMENT_HEADERS, 'content-security-policy': documentPolicy(nonce) })
      .type('text/html; charset=utf-8')
      .send(page.replaceAll(NONCE_PLACEHOLDER, nonce))
  }
  app.get('/', (_request, reply) => sendPage(reply))
  app.get('/*', (request, reply) => {
    if (/^\/(?:trpc|api|assets)\//.test(request.url)) throw new DomainError('route-not-found')
    return sendPage(reply)
  })
}

/** The names of built assets carry a hash of what is in them; the few other files keep theirs when they change. */
function cacheControlOf(path: string): string {
  return path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'public, max-age=300'
}

const DOCUMENT_HEADERS = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
}

/** No inline script; styles by nonce, which the component library asks for. */
function documentPolicy(nonce: string): string {
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
