/*
 * Adds the SDK to one server: listens on its connections, and sees what its handlers throw.
 */
import type { Transport } from '../capture/json-rpc.ts'
import { tapTransport } from '../capture/tap-transport.ts'
import { Availability } from './availability.ts'
import { Connection } from './connection.ts'
import type { Instance } from './instance.ts'
import { nameWithVersion } from './mcp-version.ts'
import { onChange } from './on-change.ts'
import { isTransport, type DetectedServer, type HighLevelServer, type LowLevelServer } from './servers.ts'
import { subscribeWeakly } from './subscribe-weakly.ts'
import { watchHandlers } from './watch-handlers.ts'

/** What the parts of one attached server know of each other. */
interface Attached {
  connection?: Connection
  /** Shows the configuration in force. */
  update(): void
}

/**
 * Wraps the server's methods at once. Resolves when the configuration is known; a `connect` before that waits for it.
 *
 * @throws if the server does not let its methods be replaced.
 */
export async function attachServer(instance: Instance, detected: DetectedServer): Promise<void> {
  const attached: Attached = { update: announceChanges(instance, detected.connects) }
  const availability = new Availability(instance)
  const ready = instance.client.config.ready()
  tapConnections(instance, availability, detected, attached, ready)
  if (detected.kind !== 'low-level') watchServer(instance, availability, detected.server, attached)
  return ready
}

function watchServer(
  instance: Instance,
  availability: Availability,
  server: HighLevelServer,
  attached: Attached,
): void {
  const { transport } = server.server
  for (const { name } of instance.tools) {
    try {
      // Only so that a server without tools says that it has some, and to find a tool of the host with this name. A
      // connected server would tell its client of both, by promises whose rejection nobody could catch.
      if (!transport) server.registerTool(name, {}, () => undefined).remove()
      else if (Object.hasOwn(server._registeredTools ?? {}, name)) availability.noteHostTool(name)
    } catch (error) {
      if (error instanceof Error && error.message.includes('already registered'))
        availability.noteHostTool(name)
    }
  }
  watchHandlers(server, {
    started: (id) => attached.connection?.noteStarted(id),
    threw: (id, error) => attached.connection?.noteThrown(id, error),
    registering: (name) => availability.noteHostTool(name),
  })
}

function tapConnections(
  instance: Instance,
  availability: Availability,
  { connects: server, mcp }: DetectedServer,
  attached: Attached,
  ready: Promise<void>,
): void {
  const connect = server.connect.bind(server)
  const tap = (transport: Transport, heldUntil?: Promise<void>): void => {
    try {
      const onClose = subscribeWeakly(instance, attached)
      const connection = new Connection({
        instance,
        availability,
        transport,
        mcp: nameWithVersion(mcp),
        onClose,
      })
      attached.connection = connection
      tapTransport(transport, connection, {
        taps: instance.client.taps,
        ...(heldUntil && { heldUntil }),
        refused() {
          onClose()
          instance.warnUntapped()
        },
      })
    } catch {
      instance.warnUntapped()
    }
  }
  const join = (transport: Transport): Promise<void> => {
    tap(transport)
    return connect(transport)
  }

  // Some frameworks hand out a server that is connected, before its first message or after some.
  if (isTransport(server.transport)) {
    const known = ready.catch(() => undefined)
    tap(server.transport, known)
    void known.then(() => instance.isOn() && tellListChanged(server))
  }

  // A host that did not await `attach` still gets the tools, because connecting waits for them; `attach` itself reports
  // a failure. Afterwards `connect` must run synchronously as before: some hosts do not await it either.
  let attaching: Promise<void> | undefined
  const settle = async (): Promise<void> => {
    await ready.catch(() => undefined)
    attaching = undefined
  }
  attaching = settle()
  server.connect = (transport) => attaching?.then(() => join(transport)) ?? join(transport)
}

function announceChanges(instance: Instance, server: LowLevelServer): () => void {
  return onChange(instance, () => tellListChanged(server))
}

function tellListChanged(server: LowLevelServer): void {
  // This rejects on a server that never declared tools. Then there is nobody to tell.
  Promise.resolve()
    .then(() => server.sendToolListChanged())
    .catch(() => undefined)
}
