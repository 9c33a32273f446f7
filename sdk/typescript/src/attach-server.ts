/*
 * Puts the SDK on one server: the tool in its list, its connections tapped, its handlers' exceptions seen.
 */
import { Connection } from './connection.ts'
import { interceptTool } from './intercepted-tool.ts'
import type { RequestId, Transport } from './json-rpc.ts'
import { openTicket } from './open-ticket.ts'
import { SupportToolRegistration } from './registered-tool.ts'
import type { DetectedServer, HighLevelServer, LowLevelServer } from './servers.ts'
import type { Session } from './session.ts'
import { tapTransport } from './tap-transport.ts'
import { readRequestId, watchHandlers } from './watch-handlers.ts'
import { writeResult, type CallToolResult } from './write-result.ts'

/** What the parts of one attached server know of each other. */
interface Attached {
  connection?: Connection
  /** Shows the configuration in force. */
  update(): void
}

type Call = (id: RequestId | undefined, args: unknown) => Promise<CallToolResult>

/** Takes its places at once and resolves when the tool is registered; a `connect` in between waits for that. */
export async function attachServer(session: Session, detected: DetectedServer): Promise<void> {
  const attached: Attached = { update: () => undefined }
  const call: Call = async (id, args) => {
    const known = id === undefined ? undefined : attached.connection?.supportCall(id, args)
    return writeResult(await openTicket(known ?? { arguments: args, caller: {}, surroundings: {} }, session))
  }

  if (detected.kind === 'low-level') {
    attached.update = announceChanges(session, detected.connects)
    const ready = session.desk.config.ready()
    tapConnections(session, detected.connects, attached, ready, (connection, transport) => {
      connection.interception = interceptTool(session, transport, call)
    })
    return ready
  }

  const ready = registerTool(session, detected.kind, detected.server, attached, call)
  tapConnections(session, detected.connects, attached, ready, () => attached.update())
  return ready
}

/** Runs to its first `await` at once, so that tools the host registers next are already watched. */
async function registerTool(
  session: Session,
  kind: 'v1' | 'v2',
  server: HighLevelServer,
  attached: Attached,
  call: Call,
): Promise<void> {
  const { toolName, logger } = session
  const ownRegisterTool = server.registerTool.bind(server)
  let registration: SupportToolRegistration | undefined
  let hostHasTool = false
  watchHandlers(server, {
    threw: (id, error) => attached.connection?.noteThrown(id, error),
    registering: (name) => {
      if (name !== toolName) return
      hostHasTool = true
      registration?.withdraw()
      logger.warn(
        `the server has its own tool ${toolName}: the support tool is not offered. Set supportTool.name to offer both`,
      )
    },
  })

  const [prepared] = await Promise.all([
    SupportToolRegistration.prepare(session, server, kind),
    session.desk.config.ready(),
  ])
  if (hostHasTool) return
  prepared.register(ownRegisterTool, (args, context) => call(readRequestId(context), args))
  registration = prepared
  attached.update = () => prepared.update()
}

/**
 * Drops a server's subscription once nobody holds the server any more: some hosts build one per request and never close
 * it. Older edge runtimes lack the means, and recycle their isolates instead.
 */
const abandoned =
  typeof FinalizationRegistry === 'undefined'
    ? undefined
    : new FinalizationRegistry<() => void>((unsubscribe) => unsubscribe())

// Functions of their own: a closure keeps alive all that the closures beside it use, and these must not keep `attached`.
function updateIfAlive(attached: Attached): () => void {
  const weak = holdWeakly(attached)
  return () => weak.deref()?.update()
}

function holdWeakly(attached: Attached): { deref(): Attached | undefined } {
  return typeof WeakRef === 'undefined' ? { deref: () => attached } : new WeakRef(attached)
}

function tapConnections(
  session: Session,
  server: LowLevelServer,
  attached: Attached,
  ready: Promise<void>,
  connecting: (connection: Connection, transport: Transport) => void,
): void {
  const connect = server.connect.bind(server)
  server.connect = async (transport) => {
    // A host that did not await `attach` still gets its tool; a failed one is reported by `attach` itself.
    await ready.catch(() => undefined)
    const unsubscribe = session.desk.config.subscribe(updateIfAlive(attached))
    abandoned?.register(attached, unsubscribe, attached)
    const connection = new Connection(session, transport, () => {
      unsubscribe()
      abandoned?.unregister(attached)
    })
    attached.connection = connection
    connecting(connection, transport)
    tapTransport(transport, connection)
    return connect(transport)
  }
}

function announceChanges(session: Session, server: LowLevelServer): () => void {
  let shown = { on: session.isOn(), entry: session.entry() }
  return () => {
    const now = { on: session.isOn(), entry: session.entry() }
    if (now.on === shown.on && now.entry === shown.entry) return
    shown = now
    // Rejects on a server that never declared tools; there is nobody to tell then.
    Promise.resolve()
      .then(() => server.sendToolListChanged())
      .catch(() => undefined)
  }
}
