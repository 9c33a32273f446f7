/*
 * One `createMcpObs`: its options, resolved, and the desk it reports to.
 */
import { identifyByClaims, type Identify } from './caller.ts'
import { openDesk, type Desk } from './desk.ts'
import type { Dsn } from './dsn.ts'
import type { IncidentStore } from './incident-store.ts'
import type { Logger } from './logger.ts'
import type { BeforeSend, McpObsOptions } from './options.ts'
import type { SupportConfig } from './read-config.ts'
import { createRedactor, type Redactor } from './redact.ts'
import { DEFAULT_TOOL_NAME, describeTool, type ToolEntry } from './support-tool.ts'
import { CONFIG_LIMITS } from './limits.ts'
import { codePoints } from './text.ts'

export interface Session {
  readonly desk: Desk
  readonly store: IncidentStore
  readonly redactor: Redactor
  readonly logger: Logger
  readonly identify: Identify
  readonly beforeSend: BeforeSend | undefined
  readonly toolName: string
  readonly hints: boolean
  /** The MCP SDK the server is made with. */
  readonly mcp: string
  /** Whether the tool is offered right now; while it is not, nothing is captured. */
  isOn(): boolean
  /** The tool's entry for the configuration in force. */
  entry(): ToolEntry
}

export function openSession(dsn: Dsn, options: McpObsOptions, logger: Logger): Omit<Session, 'mcp'> {
  const desk = openDesk(dsn, logger)
  const tool = options.supportTool ?? {}
  const overrides = {
    name: tool.name ?? DEFAULT_TOOL_NAME,
    ...fitting('title', tool.title, CONFIG_LIMITS.toolTitle, logger),
    ...fitting('description', tool.description, CONFIG_LIMITS.toolDescription, logger),
  }
  let described: { config: SupportConfig | undefined; entry: ToolEntry } | undefined

  return {
    desk,
    store: options.store ?? desk.store,
    redactor: createRedactor(options.redact),
    logger,
    identify: guardIdentify(options.identify ?? identifyByClaims),
    beforeSend: options.beforeSend,
    toolName: overrides.name,
    hints: options.hint !== 'off',
    isOn: () => tool.enabled !== false && desk.config.current?.enabled === true,
    entry: () => {
      const config = desk.config.current
      if (described?.config !== config || !described)
        described = { config, entry: describeTool(config, overrides) }
      return described.entry
    },
  }
}

/** A host's text, if it keeps the limit that the dashboard's texts keep. */
function fitting<K extends string>(
  field: K,
  text: string | undefined,
  max: number,
  logger: Logger,
): { [P in K]?: string } {
  if (text === undefined) return {}
  if (codePoints(text) <= max) return { [field]: text } as { [P in K]?: string }
  logger.warn(`supportTool.${field} is longer than ${max} characters and is not used`)
  return {}
}

function guardIdentify(identify: Identify): Identify {
  return (authInfo) => {
    try {
      return identify(authInfo)
    } catch {
      return undefined
    }
  }
}
