import { createInterface } from 'node:readline'
import type { Program } from '../processes/program.ts'
import type { Message, Wire } from './conversation.ts'

/** The connection to a server that is a process with an open input. */
export class StdioWire implements Wire {
  onmessage?: (message: never) => void
  /** Lines on the server's stdout that are no messages, which no client must see. */
  readonly stray: string[] = []
  readonly #server: Program

  constructor(server: Program) {
    this.#server = server
  }

  start(): Promise<void> {
    createInterface(this.#server.stdout).on('line', (line) => {
      const message = readMessage(line)
      if (message) this.onmessage?.(message as never)
      else this.stray.push(line)
    })
    return Promise.resolve()
  }

  send(message: never): Promise<void> {
    this.#server.stdin.write(`${JSON.stringify(message)}\n`)
    return Promise.resolve()
  }

  /** Ends the server's input, upon which a server that nothing holds ends by itself. */
  async close(): Promise<void> {
    this.#server.stdin.end()
    await this.#server.exited()
  }
}

function readMessage(line: string): Message | undefined {
  try {
    const value = JSON.parse(line) as Message
    return value.jsonrpc === '2.0' ? value : undefined
  } catch {
    return undefined
  }
}
