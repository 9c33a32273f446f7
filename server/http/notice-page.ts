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

const STYLE = `
:root{color-scheme:light dark;--text:#1f2330;--dim:#5a6072;--page:#f6f7fb;--card:#fff;--line:#d9dce7;--link:#3346b8}
@media (prefers-color-scheme:dark){:root{--text:#e8eaf2;--dim:#a9afc2;--page:#14161d;--card:#1d2029;--line:#363b4a;--link:#aab6ff}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;padding:16px;
background:var(--page);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:460px;padding:clamp(16px,6vw,32px);background:var(--card);border:1px solid var(--line);border-radius:16px}
p,h1,pre{margin:0 0 16px;overflow-wrap:anywhere}
.site{font-weight:650}
h1{font-size:1.5rem;line-height:1.3}
.advice{font-weight:600}
a{color:var(--link);display:inline-block;padding:4px 0;text-underline-offset:3px}
a:focus-visible,summary:focus-visible{outline:2px solid var(--link);outline-offset:3px}
details{color:var(--dim);font-size:.875rem}
summary{cursor:pointer;padding:4px 0;width:fit-content}
pre{margin:8px 0 0;white-space:pre-wrap;font:.8125rem/1.5 ui-monospace,Menlo,Consolas,monospace}
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
