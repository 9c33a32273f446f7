import { readFileSync, statSync } from 'node:fs'
import { get } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { Platform } from '#testkit/platform/platform.ts'

const FOLDER = 'dist/client'
/** Bytes from which a file is compressed. */
const COMPRESSED_FROM = 1_000

interface Chunk {
  file: string
  css?: string[]
}

const manifest = JSON.parse(readFileSync(`${FOLDER}/.vite/manifest.json`, 'utf8')) as Record<string, Chunk>
const built = [...new Set(Object.values(manifest).flatMap(({ file, css = [] }) => [file, ...css]))]

/** Asks with bare HTTP, so that nothing is decompressed on the way. */
function ask(url: string, encoding: string): Promise<{ encoding: string | undefined; body: Buffer }> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': encoding }, agent: false }, (response) => {
      const given = response.headers['content-encoding']
      buffer(response).then((body) => resolve({ encoding: given, body }), reject)
    }).on('error', reject)
  })
}

test('each built file is served as it was built, in brotli and in gzip', async () => {
  const platform = await Platform.start()
  onTestFinished(() => platform.end())
  const files = built.filter((file) => /\.(?:js|css)$/.test(file))
  expect(files.length).toBeGreaterThan(20)
  for (const file of files) {
    const url = `${platform.origin}/${file}`
    const plain = readFileSync(`${FOLDER}/${file}`)
    const isSmall = statSync(`${FOLDER}/${file}`).size < COMPRESSED_FROM
    const [brotli, gzip, identity] = [
      await ask(url, 'br, gzip'),
      await ask(url, 'gzip'),
      await ask(url, 'identity'),
    ]
    expect([identity.encoding, identity.body.equals(plain)], file).toEqual([undefined, true])
    expect([brotli.encoding, gzip.encoding], file).toEqual(isSmall ? [undefined, undefined] : ['br', 'gzip'])
    if (isSmall) continue
    expect(brotliDecompressSync(brotli.body).equals(plain), file).toBe(true)
    expect(gunzipSync(gzip.body).equals(plain), file).toBe(true)
    expect(brotli.body.byteLength, file).toBeLessThan(plain.byteLength)
  }
  for (const [path, type] of [
    ['favicon.ico', 'image/vnd.microsoft.icon'],
    ['robots.txt', 'text/plain; charset=utf-8'],
  ]) {
    const response = await fetch(`${platform.origin}/${path}`)
    expect(response.headers.get('content-type')).toBe(type)
    expect(Buffer.from(await response.arrayBuffer()).equals(readFileSync(`client/public/${path}`))).toBe(true)
  }
  expect((await fetch(`${platform.origin}/healthz`)).status).toBe(404)
})
