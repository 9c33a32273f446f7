import type { RedactionRules } from '../wire/redact.ts'
import type { Logger } from '../platform/logger.ts'
import type { Identify } from '../capture/caller.ts'
import type { IncidentStore } from '../capture/incident-store.ts'
import type { BeforeSend } from '../tools/before-send.ts'

/** Settings of the tool that opens tickets. */
export interface SupportToolOptions {
  /** `false` keeps the tool off, whatever the dashboard says. `true` cannot switch it on. Default `true`. */
  enabled?: boolean | undefined
  /** The tool's name. Default `get_support_tool`. */
  name?: string | undefined
  /** Used instead of the dashboard's title. At most 60 characters. */
  title?: string | undefined
  /** Used instead of the dashboard's description. At most 1,000 characters. */
  description?: string | undefined
  /**
   * Which of the dashboard's categories the tool offers, in this order. A name that the dashboard does not have is left
   * out, with one warning. If none is left, the tool offers the dashboard's list.
   */
  categories?: readonly string[] | undefined
}

/** Settings of the tool that reads a ticket's status. */
export interface StatusToolOptions {
  /** `false` leaves the tool out. It is only ever offered together with the support tool. Default `true`. */
  enabled?: boolean | undefined
  /** The tool's name. Default `get_support_status`. */
  name?: string | undefined
}

/** What a tool returned, as far as `isFailure` needs to know it. */
export interface ToolResult {
  content?: { type?: string; text?: string }[]
  structuredContent?: unknown
  [key: string]: unknown
}

/** Options of `createMcpObs`. All are optional. */
export interface McpObsOptions {
  /** Default: the environment variable `MCP_OBS_DSN`. Without either, the SDK is off, silently. */
  dsn?: string | undefined
  /** The tool that opens tickets. */
  supportTool?: SupportToolOptions | undefined
  /** The tool that reads a ticket's status. */
  statusTool?: StatusToolOptions | undefined
  /** Redaction rules that are added to the built-in ones. */
  redact?: RedactionRules | undefined
  /** Sees each ticket before it is sent. See {@link BeforeSend}. */
  beforeSend?: BeforeSend | undefined
  /**
   * `off` leaves failing results as they are. Then no result names its incident, so a failing call is found by trace,
   * session, user or process only. Default `on`.
   */
  hint?: 'on' | 'off' | undefined
  /**
   * Tells that a result is a failure, though `isError` does not say so: `true` captures the call like any other failure.
   *
   * @param result what the tool returned. Do not change it.
   * @example
   * createMcpObs({ isFailure: ({ content }) => /^Error\b/.test(content?.[0]?.text ?? '') })
   */
  isFailure?: ((result: ToolResult) => boolean) | undefined
  /**
   * `stdio` says that each connection has one user for the life of the process, for transports that do not show it.
   * Default: found out.
   */
  transport?: 'stdio' | undefined
  /** Where warnings go. Default: stderr. Never write them to stdout, which is the MCP channel on stdio. */
  logger?: Logger | undefined
  /** Tells which user a verified token belongs to. Default: `sub` and `iss` of `authInfo.extra`. */
  identify?: Identify | undefined
  /** Where failing calls are kept for up to an hour. Default: in memory, with limits. */
  store?: IncidentStore | undefined
}
