/*
 * The `initialize` exchange of one connection, in which client and server introduce themselves. Protocol revisions
 * since 2026-07-28 have none.
 */
import type { ClientInfo } from '../wire/ticket-context.ts'
import { readInitialize } from './client-info.ts'
import type { Message, RequestId } from './json-rpc.ts'

interface ServerCapabilities {
  tools?: { listChanged?: unknown }
  tasks?: { requests?: { tools?: { call?: unknown } } }
}

export class Handshake {
  #id: RequestId | undefined
  #client: ClientInfo | undefined
  #capabilities: ServerCapabilities | undefined

  /** What the client said about itself. */
  get client(): ClientInfo | undefined {
    return this.#client
  }

  /** Whether the server has said that it tells the client about changes of its tools. */
  get announcesTools(): boolean {
    return this.#capabilities?.tools?.listChanged === true
  }

  /** Whether the server has said that it has tools; true while it has said nothing. */
  get hasTools(): boolean {
    return !this.#capabilities || Boolean(this.#capabilities.tools)
  }

  /** Whether the server has said that calls of tools may run as tasks; true while it has said nothing. */
  get runsTasks(): boolean {
    return !this.#capabilities || Boolean(this.#capabilities.tasks?.requests?.tools?.call)
  }

  request({ id, params }: Message): void {
    this.#id = id
    this.#client = readInitialize(params)
  }

  isAnswer(id: RequestId): boolean {
    return id === this.#id
  }

  answer({ result }: Message): void {
    this.#capabilities = result?.['capabilities'] ?? {}
  }
}
