/*
 * Who is at the other end of a connection, found by what the transport is and by what comes through it. The names of
 * classes alone do not tell: bundlers change them, and hosts wrap transports and write their own.
 */
import { quietly } from '../wire/quietly.ts'
import type { TransportName } from '../wire/ticket-context.ts'
import { asText } from '../wire/unknown.ts'
import type { MessageExtra, Transport } from './json-rpc.ts'
import { randomBase32 } from './random-id.ts'

/** What all connections of a process share. */
export interface PeerDeps {
  /** A random id that stands for the user on stdio. */
  readonly processId: string
  /** The number of connections so far. It is added to. */
  peers: number
}

export class Peer {
  readonly #transport: Transport
  readonly #deps: PeerDeps
  readonly #form: TransportName | undefined
  #id: string | undefined
  #initialized = 0
  #discovered = 0
  #sawRequest = false

  /** @param isStdio the host's code says that its connections are stdio. */
  constructor(transport: Transport, deps: PeerDeps, isStdio: boolean) {
    deps.peers++
    this.#transport = transport
    this.#deps = deps
    this.#form = isStdio ? 'stdio' : recognise(transport)
  }

  /** Notes a request of the client. */
  received(method: string | undefined, extra: MessageExtra | undefined): void {
    if (method === 'initialize') this.#initialized++
    else if (method === 'server/discover') this.#discovered++
    if (isHttp(extra)) this.#sawRequest = true
  }

  /** The protocol session. */
  get session(): string | undefined {
    return asText(quietly(() => this.#transport.sessionId))
  }

  /** The kind of the connection. A message that came with an HTTP request is never of a kind that has one user. */
  name(extra: MessageExtra | undefined): TransportName {
    if (this.#form === 'sse') return 'sse'
    if (isHttp(extra)) return 'streamable-http'
    return this.#form ?? (this.#deps.peers === 1 && this.#isAlone() ? 'stdio' : 'other')
  }

  /** An id that stands for the connection's only user; nothing if it may have several. */
  onlyUser(extra: MessageExtra | undefined): string | undefined {
    if (isHttp(extra) || this.#sawRequest) return undefined
    const one = this.#form ? this.#form === 'stdio' || this.#form === 'in-memory' : this.#isAlone()
    if (!one) return undefined
    // All connections of a stdio process have the same user. Two others may have two.
    return (this.#id ??= this.#form === 'stdio' ? this.#deps.processId : randomBase32(16))
  }

  /** Whoever introduced themselves here, with neither request nor session, is alone until somebody else does so. */
  #isAlone(): boolean {
    // A client that knows both eras asks first, and introduces itself if it gets no answer.
    const clients = this.#initialized || this.#discovered
    return clients === 1 && !this.#sawRequest && this.session === undefined
  }
}

function isHttp(extra: MessageExtra | undefined): boolean {
  return extra?.request !== undefined || extra?.requestInfo !== undefined
}

const MAX_MEMBERS = 50

function recognise(transport: Transport): TransportName | undefined {
  const name = quietly(() => transport.constructor.name) ?? ''
  if (/sse/i.test(name) || has(transport, 'handlePostMessage')) return 'sse'
  if (/http/i.test(name) || has(transport, 'handleRequest')) return 'streamable-http'
  if (/inmemory/i.test(name) || has(transport, '_otherTransport')) return 'in-memory'
  if (/stdio/i.test(name) || has(transport, '_stdin')) return 'stdio'
  const inner = dataMembers(transport)
  if ([transport, ...inner].some(readsStdin)) return 'stdio'
  return inner.some((part) => has(part, 'handleRequest')) ? 'streamable-http' : undefined
}

/** Whether a member is the process's standard input. Not compared with `process.stdin`, because using that opens it. */
function readsStdin(part: object): boolean {
  return dataMembers(part).some((member) => quietly(() => (member as { fd?: unknown }).fd) === 0)
}

/** The objects in an object's own members. No getter of the host is called. */
function dataMembers(object: object): object[] {
  const members = quietly(() => Object.values(Object.getOwnPropertyDescriptors(object))) ?? []
  return members
    .slice(0, MAX_MEMBERS)
    .map(({ value }) => value as unknown)
    .filter((value) => typeof value === 'object' && value !== null)
}

const has = (object: object, name: string): boolean => quietly(() => name in object) === true
