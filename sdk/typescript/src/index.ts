export { createMcpObs, type McpObs } from './attach/create-mcp-obs.ts'
export {
  createMemoryStore,
  type IncidentStore,
  type MemoryStoreLimits,
  type StoredIncident,
} from './capture/incident-store.ts'
export type { AuthInfo, Identify, Identity } from './capture/caller.ts'
export type { Ticket } from './platform/deliver-ticket.ts'
export type { Logger } from './platform/logger.ts'
export type { McpObsOptions, StatusToolOptions, SupportToolOptions, ToolResult } from './attach/options.ts'
export type { BeforeSend } from './tools/before-send.ts'
export type { RedactionRules } from './wire/redact.ts'
export type {
  AttachableServer,
  ConnectingServer,
  LowLevelServerLike,
  McpServerLike,
  WrappableTransport,
} from './attach/servers.ts'
export type {
  CallOutcome,
  ClientInfo,
  Correlation,
  Incident,
  IncidentError,
  IncidentFailure,
  Json,
  SdkInfo,
  ServerInfo,
  TicketContext,
  TrailEntry,
  TransportName,
} from './wire/ticket-context.ts'
