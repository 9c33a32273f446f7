import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import staticFiles from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { DomainError } from '../domain/errors.ts'
import { FILE_DEADLINE_MS, limitTime } from './deadlines.ts'
import { cacheControlOf, prepareDocument } from './html-document.ts'
import { onlyFor } from './tenant-host.ts'

/** The built pages of the MCP servers' hosts, which are none of the dashboard's. */
const FOREIGN_PAGES = ['sign-in.html']

/** Serves the built dashboard on its own host; every path that is no file is the application's. */
export async function serveSpa(app: FastifyInstance, { folder }: { folder: string }): Promise<void> {
  const page = await readFile(join(folder, 'index.html'), 'utf8')
  onlyFor(app, 'app')
  limitTime(app, FILE_DEADLINE_MS)
  await app.register(staticFiles, {
    root: folder,
    index: false,
    wildcard: false,
    globIgnore: FOREIGN_PAGES,
    cacheControl: false,
    setHeaders: (reply, path) => void reply.header('cache-control', cacheControlOf(path)),
  })

  const sendPage = (reply: FastifyReply) => {
    const { html, headers } = prepareDocument(page)
    return reply.headers(headers).send(html)
  }
  app.get('/', (_request, reply) => sendPage(reply))
  app.get('/*', (request, reply) => {
    if (/^\/(?:trpc|api|assets)\//.test(request.url)) throw new DomainError('route-not-found')
    return sendPage(reply)
  })
}
