import type { Redis } from 'iovalkey'
import { ProtocolError } from './protocol-error.ts'

type Read = (chunk: Buffer) => void

/**
 * Ends a connection on which a reply has not the form that its command has, or that nobody asked for. The client takes what it
 * reads for that form, and what it throws where it reads would end the process.
 */
export function guardReplies(client: Redis): void {
  client.on('connect', () => {
    const { stream } = client
    // The client's own, which it put before all others.
    const [read] = stream.listeners('data') as Read[]
    if (!read) return
    stream.removeListener('data', read)
    stream.prependListener('data', (chunk: Buffer) => {
      try {
        read(chunk)
      } catch {
        stream.destroy(new ProtocolError('A reply has not its form'))
      }
    })
  })
}
