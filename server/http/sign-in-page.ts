import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SignInPageDto } from '#shared/sign-in.ts'
import staticFiles from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { FILE_DEADLINE_MS, limitTime } from './deadlines.ts'
import { BUILT_FILES, type HtmlDocument, prepareDocument } from './html-document.ts'
import { API_HEADERS, SIGN_IN_HEADERS } from './security-headers.ts'
import { onlyFor } from './tenant-host.ts'

/** Stands in the built `sign-in.html` where what the server knows goes. */
const PAGE_PLACEHOLDER = '"__SIGN_IN_PAGE__"'

/** What browsers and crawlers ask every host for. */
const UNNAMED_FILES = ['favicon.ico', 'robots.txt']

/** For a platform that was started without its pages, as `npm run dev` does. */
const NOT_BUILT = `<!doctype html><title>Sign in</title><p>The sign-in pages are not built: run "npm run build".</p><pre>${PAGE_PLACEHOLDER}</pre>`

/** Renders the page of a step or of an error, for whatever server sends it: the headers are complete. */
export type RenderSignInPage = (page: SignInPageDto) => HtmlDocument

/** Reads the built page. @param folder of the built client; without it, the renderer's pages say that it is missing */
export async function readSignInPage(folder: string | undefined): Promise<RenderSignInPage> {
  const built = folder === undefined ? NOT_BUILT : await readFile(join(folder, 'sign-in.html'), 'utf8')
  return (page) => {
    const { html, headers } = prepareDocument(built)
    return {
      // Last, so that nothing in it is taken for a placeholder.
      html: html.replace(PAGE_PLACEHOLDER, () => inHtml(page)),
      headers: { ...API_HEADERS, ...headers, ...SIGN_IN_HEADERS },
    }
  }
}

/** Serves the files that the built page names, and no others of the client's, on every MCP server's host. */
export async function serveSignInFiles(app: FastifyInstance, { folder }: { folder: string }): Promise<void> {
  const page = await readFile(join(folder, 'sign-in.html'), 'utf8')
  onlyFor(app, 'mcp-server')
  limitTime(app, FILE_DEADLINE_MS)
  await app.register(staticFiles, {
    root: folder,
    serve: false,
    ...BUILT_FILES,
  })
  const named = [...page.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, file = '']) => file)
  for (const file of [...named, ...UNNAMED_FILES]) {
    app.get(`/${file}`, { config: { isFile: true } }, (_request, reply) => reply.sendFile(file))
  }
}

/** JSON that cannot end the element it stands in, nor be read as anything but text. */
function inHtml(page: SignInPageDto): string {
  return JSON.stringify(page).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
