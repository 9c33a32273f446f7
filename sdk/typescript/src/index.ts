export { createMcpObs, type McpObs } from './create-mcp-obs.ts'
export {
  createMemoryStore,
  type IncidentStore,
  type MemoryStoreLimits,
  type StoredIncident,
} from './incident-store.ts'
export type { AuthInfo, Identify, Identity } from './caller.ts'
export type { Ticket } from './deliver-ticket.ts'
export type { Logger } from './logger.ts'
export type { BeforeSend, McpObsOptions, StatusToolOptions, SupportToolOptions } from './options.ts'
export type { RedactionRules } from './redact.ts'
export type { AttachableServer, LowLevelServerLike, McpServerLike } from './servers.ts'
export type {
  CallOutcome,
  ClientInfo,
  Correlation,
  Incident,
  IncidentError,
  Json,
  SdkInfo,
  ServerInfo,
  TicketContext,
  TrailEntry,
  TransportName,
} from './ticket-context.ts'
