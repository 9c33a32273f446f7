import { createHash } from 'node:crypto'
import type { HtmlDocument } from './html-document.ts'
import { API_HEADERS } from './security-headers.ts'

/** What a person reads when a page cannot be shown. */
export interface Notice {
  title: string
  /** What happened. */
  message: string
  /** What the person can do. */
  advice: string
}

export interface NoticePage extends Notice {
  /** Whose page it is: the name of an MCP server. */
  siteName?: string | undefined
  /** Where the person can go from here; an empty address loads the same page again. */
  link?: { text: string; href: string } | undefined
  /** For the people who run the service or make the app. It may hold text from anybody. */
  details?: readonly string[] | undefined
}

/** The colours, the type and the column of the sign-in pages. */
const STYLE = `
:root{color-scheme:light dark;--ink:#1a1d21;--dim:#5c636a;--page:#fff;--line:#e3e6ea;--you:#3b5bdb}
@media (prefers-color-scheme:dark){:root{--ink:#e6e7ea;--dim:#a6a7ab;--page:#1b1c1f;--line:#36393d;--you:#91a7ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);
font:.875rem/1.4286 -apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
main{max-width:26rem;margin:0 auto;padding:clamp(1.5rem,14vh,8rem) 1rem 2rem}
p,h1,pre{margin:0 0 1rem;overflow-wrap:anywhere}
.site{margin-bottom:1.5rem;padding-bottom:.75rem;border-bottom:1px solid var(--line);font-size:.9375rem;font-weight:650}
h1{font-size:1.25rem;font-weight:620;line-height:1.4}
.advice{font-weight:600}
a{color:var(--you);display:inline-block;padding:4px 0}
a:focus-visible,summary:focus-visible{outline:2px solid var(--you);outline-offset:2px}
details{color:var(--dim);font-size:.75rem}
summary{cursor:pointer;padding:4px 0;width:fit-content}
pre{margin:.5rem 0 0;white-space:pre-wrap;font:.75rem/1.3334 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
`

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

const HEADERS = {
  ...API_HEADERS,
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    'img-src data:',
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'x-frame-options': 'DENY',
}

/** Characters that are not seen, or change the direction of what is around them. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Renders a page that needs nothing else: no script, no file, no database. */
export function renderNotice({ title, message, advice, siteName, link, details }: NoticePage): HtmlDocument {
  const name = siteName ? inHtml(siteName) : ''
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${inHtml(title)}${name && ` · ${name}`}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
${name && `<p class="site"><bdi>${name}</bdi></p>\n`}<h1>${inHtml(title)}</h1>
<p>${inHtml(message)}</p>
<p class="advice">${inHtml(advice)}</p>
${link ? `<p><a href="${inHtml(link.href)}">${inHtml(link.text)}</a></p>\n` : ''}${presentDetails(details)}</main>
</body>
</html>
`
  return { html, headers: { ...HEADERS } }
}

function presentDetails(details: readonly string[] = []): string {
  if (details.length === 0) return ''
  const lines = details.map((line) => `<bdi>${inHtml(line)}</bdi>`).join('\n')
  return `<details><summary>Technical details</summary><pre tabindex="0">${lines}</pre></details>\n`
}

/** Text of anybody as text, with characters that are not seen named by their code points. */
function inHtml(text: string): string {
  return text
    .replaceAll(INVISIBLE, (character) => `[U+${codePoint(character)}]`)
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!)
}

function codePoint(character: string): string {
  return character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
}
