import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { renderNotice } from './notice-page.ts'

const HOSTILE = `</h1><script>alert(1)</script>" onload='x' &amp; \u202e\u200b\u0000\u2028`
const notice = { title: 'A title', message: 'What happened.', advice: 'What to do.' }

it('needs no script and no file, and its policy allows its own style only', () => {
  const { html, headers } = renderNotice(notice)
  expect(html).not.toMatch(/<script|<img|src=|@import|url\(|http-equiv/)
  expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual(['data:,'])
  const [, style = ''] = /<style>(.*?)<\/style>/s.exec(html)!
  const hash = createHash('sha256').update(style).digest('base64')
  expect(headers['content-security-policy']).toContain(`style-src 'sha256-${hash}'`)
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/)
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' })
})

it('shows text of anybody as text, and names what is not seen', () => {
  const { html } = renderNotice({ ...notice, siteName: HOSTILE, details: [HOSTILE] })
  expect(html).not.toMatch(/<script|\u202e|\u200b|\u2028|onload='/)
  expect(html).not.toContain('\u0000')
  expect(html).toContain(
    '&lt;/h1&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39; &amp;amp;',
  )
  expect(html).toContain('[U+202E][U+200B][U+0000][U+2028]')
})
