import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const FILES = {
  'index.html': '<!doctype html><title>Desk</title><meta property="csp-nonce" nonce="__CSP_NONCE__">',
  'sign-in.html':
    '<!doctype html><title>Sign in</title><meta property="csp-nonce" nonce="__CSP_NONCE__">' +
    '<script src="/color-scheme.js"></script><script type="module" src="/assets/sign-in-x1.js"></script>' +
    '<script type="application/json" id="page">"__SIGN_IN_PAGE__"</script>',
  'favicon.svg': '<svg/>',
  'favicon.ico': 'ico',
  'robots.txt': 'User-agent: *',
  'color-scheme.js': '1',
  'assets/index-x1.js': '1',
  'assets/index-x1.js.br': 'brotli',
  'assets/index-x1.js.gz': 'gzip',
  'assets/sign-in-x1.js': '1',
  'assets/sign-in-x1.js.br': 'brotli',
}

/** A folder laid out as `npm run build:client` does, with next to nothing in its files. */
export function makeBuiltClient(): string {
  const folder = mkdtempSync(join(tmpdir(), 'client-'))
  mkdirSync(join(folder, 'assets'))
  for (const [path, content] of Object.entries(FILES)) writeFileSync(join(folder, path), content)
  return folder
}
