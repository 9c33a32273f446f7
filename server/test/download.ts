import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'

export interface Download {
  status: number
  response: IncomingMessage
  /** Reads all of it. */
  text: () => Promise<string>
  /** Leaves, as a closed window does. */
  leave: () => void
}

/** Asks the dashboard's host for a file over a socket. Nothing is read until somebody does. */
export async function download(
  port: number,
  query: Record<string, string>,
  headers: Record<string, string>,
): Promise<Download> {
  const path = `/export/tickets?${new URLSearchParams(query).toString()}`
  const call = request({ host: '127.0.0.1', port, path, headers: { host: 'localhost:3000', ...headers } })
  call.end()
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  return {
    status: response.statusCode ?? 0,
    response,
    text: async () => (await buffer(response)).toString(),
    leave: () => {
      response.on('error', () => {})
      call.destroy()
    },
  }
}
