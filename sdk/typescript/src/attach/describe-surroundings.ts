import { secureNames } from '../wire/secure-context.ts'
import type { ClientInfo, TicketContext } from '../wire/ticket-context.ts'
import { present } from '../wire/unknown.ts'
import { sdkInfo } from '../platform/runtime.ts'
import { describeClient } from '../capture/client-info.ts'
import type { Peer } from '../capture/peer.ts'
import type { PendingCall } from '../capture/pending-calls.ts'
import type { Instance } from './instance.ts'

export interface SurroundingsParts {
  peer: Peer
  /** The MCP SDK the server is made with, if known. */
  mcp: string | undefined
  /** What the client said in `initialize`. */
  introduced: ClientInfo | undefined
}

/** Where a call of one of our tools came from: client, server, SDK and transport, redacted and bounded. */
export function describeSurroundings(
  { client, redactor }: Instance,
  { peer, mcp, introduced }: SurroundingsParts,
  call: PendingCall | undefined,
): TicketContext {
  return secureNames(
    present<TicketContext>({
      client: describeClient(introduced, call?.meta, call?.extra),
      server: client.server,
      sdk: sdkInfo(mcp),
      transport: peer.name(call?.extra),
    }),
    redactor,
  )
}
