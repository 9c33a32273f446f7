import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { Message, Wire } from './conversation.ts'

/** The connection to a server that is a process. */
export class StdioWire implements Wire {
  onmessage?: (message: never) => void
  /** Lines on the server's stdout that are no messages, which no client must see. */
  readonly stray: string[] = []
  stderr = ''
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #exit: Promise<unknown[]>

  constructor(command: string, args: string[], { cwd, env }: { cwd: string; env: Record<string, string> }) {
    this.#child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })
    this.#exit = once(this.#child, 'close')
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text))
  }

  start(): Promise<void> {
    createInterface(this.#child.stdout).on('line', (line) => {
      const message = readMessage(line)
      if (message) this.onmessage?.(message as never)
      else this.stray.push(line)
    })
    return Promise.resolve()
  }

  send(message: never): Promise<void> {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`)
    return Promise.resolve()
  }

  /** Ends the server's input, upon which a server that nothing holds ends by itself. */
  async close(): Promise<void> {
    this.#child.stdin.end()
    await this.#exit
  }

  /** The exit code, once the server has ended. */
  get exitCode(): number | null {
    return this.#child.exitCode
  }

  kill(): void {
    this.#child.kill('SIGKILL')
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
