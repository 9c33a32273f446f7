/*
 * What the first load of the ticket list and of an end-user's sign-in takes on the wire, with the heads of the answers, as it is
 * served and without compression: JavaScript, CSS, the icon, and of the ticket list the page itself. Answers of the API are not
 * in it, nor what a browser loads when it is idle. `client-size` has a budget for the JavaScript alone. Chatwoot
 * reported 1.5 MB for its dashboard in May 2020 (its issue 835).
 *
 *   npm run bench -- first-load
 */
import { get } from 'node:http'
import { sqlite } from '#testkit/platform/database-kinds.ts'
import { verdict } from './measure.ts'
import { startPlatform } from './platform.ts'
import { filesOf, PAGES } from './first-load/pages.ts'

/** Bytes of the first load, as its issue 835 reported in May 2020. */
const CHATWOOT = 1_500_000

const platform = await startPlatform(sqlite, 'first_load')
for (const page of PAGES) {
  // The other page is served on the host of an MCP server only.
  const files = [...(page === PAGES[0] ? [''] : []), ...filesOf(page)]
  const [identity, gzip, br] = await weigh(files)
  process.stdout.write(
    `${page.name}: ${files.length} files, ${identity} bytes before, ${gzip} with gzip, ${br} with brotli\n`,
  )
  if (page === PAGES[0]) {
    verdict('first load, KB with gzip', gzip / 1_000, '<=', 240)
    verdict('first load, KB with brotli', br / 1_000, '<=', 210)
    verdict('first load to that of Chatwoot, gzip', gzip / CHATWOOT, '<=', 0.2)
  }
  verdict(`${page.name}: with brotli, of what it was`, br / identity, '<=', 0.35)
}
await platform.end()

/** Bytes of all files on the wire: as they are, with gzip and with brotli. */
async function weigh(files: readonly string[]): Promise<[identity: number, gzip: number, br: number]> {
  const sumOf = async (encoding: string) => {
    const sizes = await Promise.all(files.map((file) => bytesOf(`${platform.origin}/${file}`, encoding)))
    return sizes.reduce((sum, size) => sum + size, 0)
  }
  return [await sumOf('identity'), await sumOf('gzip'), await sumOf('br')]
}

/** Bytes that the socket receives for one file. */
function bytesOf(url: string, encoding: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': encoding }, agent: false }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`))
      const { socket } = response
      response.resume().once('end', () => resolve(socket.bytesRead))
    }).on('error', reject)
  })
}
