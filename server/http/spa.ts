import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import staticFiles from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { DomainError } from '../domain/errors.ts'
import { FILE_DEADLINE_MS, limitTime } from './deadlines.ts'
import { BUILT_FILES, prepareDocument } from './html-document.ts'
import { SIGN_IN_HEADERS } from './security-headers.ts'
import { onlyFor } from './tenant-host.ts'

/** The pages of the MCP servers' hosts, the page that gets a nonce, the smaller forms of files, and what is hidden. */
const NO_FILE = /\.(?:html|br|gz)$|(?:^|\/)\./

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
  const files = await listFiles(folder)
  await app.register(staticFiles, { root: folder, serve: false, ...BUILT_FILES })

  const sendPage = (reply: FastifyReply, ownHeaders = {}) => {
    const { html, headers } = prepareDocument(page)
    return reply.headers({ ...headers, ...ownHeaders }).send(html)
  }
  app.get('/', (_request, reply) => sendPage(reply))
  app.get('/connect/:uid', (_request, reply) => sendPage(reply, SIGN_IN_HEADERS))
  // Not one route for each file: Fastify prepares them all at the start. Metrics count assets apart.
  for (const under of ['', 'assets/'])
    app.get<{ Params: { '*': string } }>(`/${under}*`, (request, reply) => {
      const file = under + request.params['*']
      if (files.has(file)) return reply.sendFile(file)
      if (NO_PAGE.test(request.url.split(/[?#]/, 1)[0]!)) throw new DomainError('route-not-found')
      return sendPage(reply)
    })
}

/** The files that have an address, relative to the folder. */
async function listFiles(folder: string): Promise<ReadonlySet<string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll(sep, '/'))
  return new Set(names.filter((name) => !NO_FILE.test(name)))
}
