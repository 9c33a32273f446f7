import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import staticFiles from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { DomainError } from '../domain/errors.ts'
import { FILE_DEADLINE_MS, limitTime } from './deadlines.ts'
import { BUILT_FILES, prepareDocument } from './html-document.ts'
import { SIGN_IN_HEADERS } from './security-headers.ts'
import { onlyFor } from './tenant-host.ts'

/** The pages of the MCP servers' hosts, the page that gets a nonce, and the smaller forms of files, which have no address. */
const NOT_FILES = ['*.html', '**/*.br', '**/*.gz']

/**
 * What is no page of the dashboard: the APIs, what the health port has, and all that is named like a file. A program that
 * asks for one must not take a page for it.
 */
const NO_PAGE =
  /^\/(?:(?:trpc|api|assets)\/|(?:mcp|oauth)(?:\/|$)|connect\/[^/]+\/api(?:\/|$)|(?:healthz|readyz|metrics)\/?$)|\/\.|\.\w+$/

/** Serves the built dashboard on its own host; every path that is no file is the application's. */
export async function serveSpa(app: FastifyInstance, { folder }: { folder: string }): Promise<void> {
  const page = await readFile(join(folder, 'index.html'), 'utf8')
  onlyFor(app, 'app')
  limitTime(app, FILE_DEADLINE_MS)
  await app.register(staticFiles, {
    root: folder,
    index: false,
    wildcard: false,
    globIgnore: NOT_FILES,
    ...BUILT_FILES,
  })

  const sendPage = (reply: FastifyReply, ownHeaders = {}) => {
    const { html, headers } = prepareDocument(page)
    return reply.headers({ ...headers, ...ownHeaders }).send(html)
  }
  app.get('/', (_request, reply) => sendPage(reply))
  app.get('/connect/:uid', (_request, reply) => sendPage(reply, SIGN_IN_HEADERS))
  app.get('/*', (request, reply) => {
    if (NO_PAGE.test(request.url.replace(/[?#].*$/, ''))) throw new DomainError('route-not-found')
    return sendPage(reply)
  })
}
