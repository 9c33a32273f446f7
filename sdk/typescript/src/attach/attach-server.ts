/*
 * Puts the SDK on one server: the tools in its list, its connections tapped, its handlers' exceptions seen.
 */
import { Connection } from './connection.ts'
import type { ProvidedTool } from '../tools/provided-tools.ts'
import { interceptTools } from './intercepted-tools.ts'
import type { Transport } from '../capture/json-rpc.ts'
import { nameWithVersion } from './mcp-version.ts'
import { Availability } from './availability.ts'
import { onChange } from './on-change.ts'
import { RegisteredTools } from './registered-tools.ts'
import type { DetectedServer, HighLevelServer, LowLevelServer, ToolHandler } from './servers.ts'
import type { Instance } from './instance.ts'
import { subscribeWeakly } from './subscribe-weakly.ts'
import { tapTransport } from '../capture/tap-transport.ts'
import { readRequestId, watchHandlers } from './watch-handlers.ts'

/** What the parts of one attached server know of each other. */
interface Attached {
  connection?: Connection
  /** Shows the configuration in force. */
  update(): void
}

/** Takes its places at once and resolves when the tools are registered; a `connect` in between waits for that. */
export async function attachServer(instance: Instance, detected: DetectedServer): Promise<void> {
  const attached: Attached = { update: () => undefined }
  if (detected.kind === 'low-level') {
    // Such hosts may build a server per request: what one list shows is remembered for the next call.
    const availability = new Availability(instance, instance.client.hostTools)
    attached.update = announceChanges(instance, detected.connects)
    const ready = instance.client.config.ready()
    tapConnections(instance, availability, detected, attached, ready, (connection, transport) => {
      interceptTools(instance, availability, connection, transport)
    })
    return ready
  }

  const availability = new Availability(instance, new Set())
  const tools = new RegisteredTools(availability, detected.server)
  attached.update = () => tools.update()
  const ready = registerTools(instance, availability, detected.server, tools, attached)
  tapConnections(instance, availability, detected, attached, ready, (connection) => {
    connection.completeList = (list) => tools.describe(list)
    tools.update()
  })
  return ready
}

/** Runs to its first `await` at once, so that tools the host registers next are already watched. */
async function registerTools(
  instance: Instance,
  availability: Availability,
  server: HighLevelServer,
  tools: RegisteredTools,
  attached: Attached,
): Promise<void> {
  const ownRegisterTool = server.registerTool.bind(server)
  const hostHas = new Set<string>()
  watchHandlers(server, {
    threw: (id, error) => attached.connection?.noteThrown(id, error),
    registering: (name) => {
      if (!availability.noteHostTool(name)) return
      hostHas.add(name)
      tools.withdraw(name)
    },
  })

  await instance.client.config.ready()
  for (const tool of instance.tools) {
    if (hostHas.has(tool.name)) continue
    try {
      tools.register(tool, ownRegisterTool, handle(tool, attached))
    } catch (error) {
      // The host has registered one of that name before; anything else it did not take is for `attach` to tell.
      if (!isTaken(error)) throw error
      availability.noteHostTool(tool.name)
    }
  }
  tools.update()
}

const isTaken = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('already registered')

/** Registered without a schema, the handler gets the context alone; what was passed is known to the connection. */
function handle(tool: ProvidedTool, attached: Attached): ToolHandler {
  return (context) => {
    if (!attached.connection) throw new Error('The server is not connected')
    return attached.connection.callTool(tool, readRequestId(context))
  }
}

function tapConnections(
  instance: Instance,
  availability: Availability,
  { connects: server, mcp }: DetectedServer,
  attached: Attached,
  ready: Promise<void>,
  connecting: (connection: Connection, transport: Transport) => void,
): void {
  const connect = server.connect.bind(server)
  const listen = (transport: Transport): void => {
    const onClose = subscribeWeakly(instance, attached)
    const connection = new Connection({ instance, availability, transport, mcp: nameWithVersion(mcp), onClose })
    attached.connection = connection
    connecting(connection, transport)
    tapTransport(transport, connection, instance.client.taps)
  }
  const join = (transport: Transport): Promise<void> => {
    try {
      listen(transport)
    } catch {
      instance.logger.warn('a connection goes without the support tool: its transport is of an unknown kind')
    }
    return connect(transport)
  }

  // A host that did not await `attach` still gets its tools; a failed one is reported by `attach` itself. Once attached,
  // connecting takes not one turn longer than it did: there are hosts that do not await it either.
  let attaching: Promise<void> | undefined
  const settle = async (): Promise<void> => {
    await ready.catch(() => undefined)
    attaching = undefined
  }
  attaching = settle()
  server.connect = (transport) => attaching?.then(() => join(transport)) ?? join(transport)
}

function announceChanges(instance: Instance, server: LowLevelServer): () => void {
  return onChange(instance, () => {
    // Rejects on a server that never declared tools; there is nobody to tell then.
    Promise.resolve()
      .then(() => server.sendToolListChanged())
      .catch(() => undefined)
  })
}
