import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'

export interface ChangeStream {
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
export async function watchChanges({
  port,
  host,
  cookie,
  token,
  org,
  lastEventId,
}: Watcher): Promise<ChangeStream> {
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
  call.on('error', () => {}).end()
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  let text = ''
  const waiting = new Set<() => void>()
  response.on('error', () => {})
  const ended = new Promise((resolve) => response.on('close', resolve))
  response.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    for (const look of waiting) look()
  })
  const expectPattern = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve) => {
      const look = () => {
        const found = pattern.exec(text)
        if (found) resolve(found)
      }
      waiting.add(look)
      look()
    })
  const refused = ended.then(() => {
    throw new Error(`The stream ended: ${text}`)
  })
  await Promise.race([expectPattern(/"type":"hello"/), refused])
  return { expect: expectPattern, ended, close: () => call.destroy() }
}
