/*
 * Adds the SDK to one server: listens on its connections, and sees what its handlers throw.
 */
import { quietly } from '../wire/quietly.ts'
import { findMethod } from '../capture/find-method.ts'
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
  if (detected.server) watchServer(instance, availability, detected.server, attached)
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
    if (Object.hasOwn(server._registeredTools ?? {}, name)) availability.noteHostTool(name)
    // Only so that a server without tools says that it has some. A connected one would tell its client of both, by
    // promises whose rejection nobody could catch.
    else if (!transport)
      quietly(() => {
        const tool = server.registerTool(name, {}, () => undefined)
        // A class of the host may return nothing.
        ;(tool ?? server._registeredTools?.[name])?.remove()
      })
  }
  // Without this, tickets have no stacks.
  quietly(() =>
    watchHandlers(server, {
      started: (id) => attached.connection?.noteStarted(id),
      threw: (id, error) => attached.connection?.noteThrown(id, error),
      registering: (name) => availability.noteHostTool(name),
    }),
  )
}

function tapConnections(
  instance: Instance,
  availability: Availability,
  { connects: server, mcp }: DetectedServer,
  attached: Attached,
  ready: Promise<void>,
): void {
  const connect = findMethod<Promise<void>>(server, 'connect')
  const tap = (transport: Transport, heldUntil?: Promise<void>): void => {
    try {
      const onClose = subscribeWeakly(instance, attached)
      const connection = new Connection({
        instance,
        availability,
        transport,
        mcp: nameWithVersion(mcp),
        name: quietly(() => server._serverInfo?.name),
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
  const known = ready.catch(() => undefined)

  // Some frameworks hand out a server that is connected, before its first message or after some.
  if (isTransport(server.transport)) {
    tap(server.transport, known)
    void known.then(() => instance.isOn() && tellListChanged(server))
  }

  // A host that did not await `attach` still gets the tools, because connecting waits for them; `attach` itself reports
  // a failure. Afterwards `connect` must run synchronously as before: some hosts do not await it either.
  let attaching: Promise<void> | undefined = known.then(() => (attaching = undefined))
  server.connect = function (this: unknown, transport) {
    const join = (): Promise<void> => {
      tap(transport)
      return connect.call(this, transport)
    }
    return attaching?.then(join) ?? join()
  }
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
