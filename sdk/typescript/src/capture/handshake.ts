/*
 * The `initialize` exchange of one connection, in which client and server introduce themselves. Protocol revisions
 * since 2026-07-28 have none.
 */
import type { ClientInfo } from '../wire/ticket-context.ts'
import { readInitialize } from './client-info.ts'
import type { Message, RequestId } from './json-rpc.ts'

export class Handshake {
  #id: RequestId | undefined
  #client: ClientInfo | undefined
  #announcesTools = false

  /** What the client said about itself. */
  get client(): ClientInfo | undefined {
    return this.#client
  }

  /** Whether the server has said that it tells the client about changes of its tools. */
  get announcesTools(): boolean {
    return this.#announcesTools
  }

  request({ id, params }: Message): void {
    this.#id = id
    this.#client = readInitialize(params)
  }

  isAnswer(id: RequestId): boolean {
    return id === this.#id
  }

  answer({ result }: Message): void {
    const { tools } = (result?.['capabilities'] ?? {}) as { tools?: { listChanged?: unknown } }
    this.#announcesTools = tools?.listChanged === true
  }
}
