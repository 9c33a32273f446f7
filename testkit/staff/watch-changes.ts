import { request } from 'node:http'

export interface ChangeStream {
  /** What has come. */
  text: () => string
  /** Resolves with the first match in what has come and will come. */
  expect: (pattern: RegExp) => Promise<RegExpExecArray>
  ended: Promise<unknown>
  close: () => void
}

export interface Watcher {
  /** Of 127.0.0.1. */
  port: number
  /** Of the dashboard, with its port. */
  host: string
  cookie: string | undefined
  /** An access token, in place of the cookie. */
  token?: string
  org: string
  lastEventId?: string | undefined
}

/** Opens the live stream that every open tab of the dashboard holds, and waits for its first event. */
export async function watchChanges(watcher: Watcher): Promise<ChangeStream> {
  const stream = openChanges(watcher)
  const refused = stream.ended.then(() => {
    throw new Error(`The stream ended: ${stream.text()}`)
  })
  await Promise.race([stream.expect(/"type":"hello"/), refused])
  return stream
}

/** Asks for a live stream, which may have to wait until it is opened. */
export function openChanges({ port, host, cookie, token, org, lastEventId }: Watcher): ChangeStream {
  const input = encodeURIComponent(JSON.stringify({ org, ...(lastEventId && { lastEventId }) }))
  const call = request({
    host: '127.0.0.1',
    port,
    path: `/trpc/supportTicket.watch?input=${input}`,
    headers: {
      host,
      accept: 'text/event-stream',
      ...(cookie && { cookie }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
  })
  let text = ''
  const waiting = new Set<() => void>()
  const ended = new Promise((resolve) => call.on('close', resolve))
  call.on('error', () => {}).end()
  call.on('response', (response) => {
    response
      .on('error', () => {})
      .on('data', (chunk: Buffer) => {
        text += chunk.toString()
        for (const look of waiting) look()
      })
  })
  const expectPattern = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve) => {
      const look = () => {
        const found = pattern.exec(text)
        if (!found) return
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
    })
  return { text: () => text, expect: expectPattern, ended, close: () => call.destroy() }
}
