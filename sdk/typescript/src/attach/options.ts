import type { Identify } from '../capture/caller.ts'
import type { BeforeSend } from '../tools/before-send.ts'
import type { IncidentStore } from '../capture/incident-store.ts'
import type { Logger } from '../platform/logger.ts'
import type { RedactionRules } from '../wire/redact.ts'

export interface SupportToolOptions {
  /** `false` keeps the tool off whatever the dashboard says. It cannot switch it on. */
  enabled?: boolean
  /** The tool's name. Default `get_support_tool`. */
  name?: string
  /** Wins over the dashboard's title. At most 60 characters. */
  title?: string
  /** Wins over the dashboard's description. At most 1,000 characters. */
  description?: string
}

export interface StatusToolOptions {
  /** `false` leaves the tool out. It comes and goes with the support tool, and is never there without it. */
  enabled?: boolean
  /** The tool's name. Default `get_support_status`. */
  name?: string
}

export interface McpObsOptions {
  /** Default: the environment variable `MCP_OBS_DSN`. Without either the SDK is off, silently. */
  dsn?: string
  supportTool?: SupportToolOptions
  /** The second tool, which tells users what became of their tickets. */
  statusTool?: StatusToolOptions
  /** Rules on top of the built-in ones. */
  redact?: RedactionRules
  /** Sees each ticket as it would be sent. Returning nothing, or throwing, keeps it from being sent; the user is told. */
  beforeSend?: BeforeSend
  /** `off` leaves failing results as they are; only the order of calls then ties a ticket to its failure. Default `on`. */
  hint?: 'on' | 'off'
  /** Where warnings go. Default stderr; never stdout, which is the MCP channel on stdio. */
  logger?: Logger
  /** Who a verified token speaks for. Default: `sub` and `iss` of `authInfo.extra`. */
  identify?: Identify
  /** Where failing calls are kept for up to an hour. Default: in memory, bounded. */
  store?: IncidentStore
}
