/*
 * Adds the SDK to one server: puts our tools in its list, listens on its connections, and sees what its handlers throw.
 */
import type { Transport } from '../capture/json-rpc.ts'
import { tapTransport } from '../capture/tap-transport.ts'
import type { ProvidedTool } from '../tools/provided-tools.ts'
import { Availability } from './availability.ts'
import { Connection } from './connection.ts'
import type { Instance } from './instance.ts'
import { interceptTools } from './intercepted-tools.ts'
import { nameWithVersion } from './mcp-version.ts'
import { onChange } from './on-change.ts'
import { RegisteredTools } from './registered-tools.ts'
import type { DetectedServer, HighLevelServer, LowLevelServer, ToolHandler } from './servers.ts'
import { subscribeWeakly } from './subscribe-weakly.ts'
import { readRequestId, watchHandlers } from './watch-handlers.ts'

/** What the parts of one attached server know of each other. */
interface Attached {
  connection?: Connection
  /** Shows the configuration in force. */
  update(): void
}

/**
 * Wraps the server's methods at once. Resolves when the tools are registered; a `connect` before that waits for it.
 *
 * @throws what the server throws when it does not accept a tool.
 */
export async function attachServer(instance: Instance, detected: DetectedServer): Promise<void> {
  const attached: Attached = { update: () => undefined }
  if (detected.kind === 'low-level') {
    // Such a host may build a server for each request, so the names that one list shows are kept for the next request.
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

/** Runs synchronously up to its first `await`, so that the tools that the host registers next are watched. */
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
    started: (id) => attached.connection?.noteStarted(id),
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
      // The host registered a tool of that name before us. `attach` reports any other error.
      if (!isTaken(error)) throw error
      availability.noteHostTool(tool.name)
    }
  }
  tools.update()
}

const isTaken = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('already registered')

/** The tool has no schema, so the handler gets the context only. The connection knows the arguments. */
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
    const connection = new Connection({
      instance,
      availability,
      transport,
      mcp: nameWithVersion(mcp),
      onClose,
    })
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
  return onChange(instance, () => {
    // This rejects on a server that never declared tools. Then there is nobody to tell.
    Promise.resolve()
      .then(() => server.sendToolListChanged())
      .catch(() => undefined)
  })
}
