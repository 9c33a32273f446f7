import assert from 'node:assert/strict'

export interface Message {
  jsonrpc: '2.0'
  id?: number | string
  method?: string
  params?: Record<string, unknown>
  result?: Record<string, unknown>
  error?: { code: number; message: string; data?: Record<string, unknown> }
}

/** As much of a transport of either generation as a conversation needs. */
export interface Wire {
  sessionId?: string | undefined
  onmessage?: ((message: never) => void) | undefined
  start(): Promise<void>
  send(message: never): Promise<void>
  close(): Promise<void>
}

const ANSWER_TIMEOUT_MS = 30_000

export type Request = [method: string, params?: Record<string, unknown>]

/** What a server asks of its client, and what this one always says. */
const ANSWERS: Record<string, object> = {
  'roots/list': { roots: [{ uri: 'file:///shop', name: 'Shop' }] },
  'sampling/createMessage': {
    role: 'assistant',
    model: 'none',
    content: { type: 'text', text: 'Orders are fine.' },
  },
  'elicitation/create': { action: 'accept', content: { name: 'Ana Sousa', check: true } },
  ping: {},
}

/** One client's end of a connection. It keeps every message of the server as the bytes that a wire would carry. */
export class Conversation {
  readonly received: Message[] = []
  readonly #wire: Wire
  readonly #listeners = new Set<() => void>()
  #lastId = 0

  private constructor(wire: Wire) {
    this.#wire = wire
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a transport of MCP has no other
    wire.onmessage = (message: Message) => this.#receive(message)
  }

  /** Opens a connection as a client that can do everything a server might ask for. */
  static async open(wire: Wire): Promise<Conversation> {
    const conversation = new Conversation(wire)
    await wire.start()
    await conversation.ask('initialize', {
      protocolVersion: '2025-11-25',
      clientInfo: { name: 'conversation', version: '1.0.0' },
      capabilities: { roots: {}, sampling: {}, elicitation: { form: {}, url: {} }, tasks: {} },
    })
    await conversation.#send({ jsonrpc: '2.0', method: 'notifications/initialized' })
    return conversation
  }

  async ask(...[method, params = {}]: Request): Promise<Message> {
    const id = ++this.#lastId
    await this.#send({ jsonrpc: '2.0', id, method, params })
    const what = `the answer to ${method} ${JSON.stringify(params)}`
    return this.receives(what, (message) => message.id === id && message.method === undefined)
  }

  /** The first message that fits, as soon as it is there. */
  async receives(what: string, fits: (message: Message) => boolean): Promise<Message> {
    const { promise, resolve, reject } = Promise.withResolvers<Message>()
    const timer = setTimeout(() => reject(new Error(`did not receive ${what} in time`)), ANSWER_TIMEOUT_MS)
    const look = () => {
      const found = this.received.find(fits)
      if (found) resolve(found)
    }
    this.#listeners.add(look)
    look()
    return promise.finally(() => {
      clearTimeout(timer)
      this.#listeners.delete(look)
    })
  }

  close(): Promise<void> {
    return this.#wire.close()
  }

  async #send(message: Message): Promise<void> {
    await this.#wire.send(message as never)
  }

  #receive(message: Message): void {
    this.received.push(JSON.parse(JSON.stringify(message)) as Message)
    for (const look of this.#listeners) look()
    if (message.method === undefined || message.id === undefined) return
    const result = ANSWERS[message.method]
    assert.ok(result, `the server asked for ${message.method}`)
    void this.#send({ jsonrpc: '2.0', id: message.id, result: result as Record<string, unknown> })
  }
}
