/*
 * What one call of `createMcpObs` makes: its options with the defaults filled in, and the client it reports through.
 */
import type { Dsn } from '../wire/dsn.ts'
import { CONFIG_LIMITS, CONTEXT_LIMITS } from '../wire/limits.ts'
import { createRedactor, type Redactor } from '../wire/redact.ts'
import { remember } from '../wire/remember.ts'
import { DEFAULT_TOOL_NAME } from '../wire/support-tool-entry.ts'
import { codePoints } from '../wire/text.ts'
import type { Logger } from '../platform/logger.ts'
import { identifyByClaims, type Identify } from '../capture/caller.ts'
import { capture } from '../capture/capture-incident.ts'
import { openClient, type PlatformClient } from '../capture/client.ts'
import type { IncidentStore } from '../capture/incident-store.ts'
import { createCategoryChoice } from '../tools/category-choice.ts'
import { createProvidedTools, type ProvidedTool } from '../tools/provided-tools.ts'
import { RunningCalls } from '../tools/running-calls.ts'
import { DEFAULT_STATUS_TOOL_NAME } from '../tools/status-tool.ts'
import type { McpObsOptions } from './options.ts'

export interface Instance {
  readonly client: PlatformClient
  readonly store: IncidentStore
  readonly redactor: Redactor
  readonly logger: Logger
  readonly identify: Identify
  /** The name of the tool that opens tickets. Hints print it. */
  readonly toolName: string
  /** That tool, and the one that reads a ticket's status unless the host left it out. */
  readonly tools: readonly ProvidedTool[]
  readonly running: RunningCalls
  readonly hints: boolean
  /** A tool's name, redacted and bounded: a client may call a tool that does not exist, by any name. */
  nameTool(name: string): string
  /** Whether tickets can be opened right now. */
  isOn(): boolean
  /**
   * Calls `listener` after each change of the configuration, until the returned function is called or the instance
   * ends.
   */
  subscribe(listener: () => void): () => void
  /** Switches everything off for good and lets running calls finish, for at most `timeoutMs` milliseconds. */
  end(timeoutMs: number): Promise<void>
}

export function openInstance(dsn: Dsn, options: McpObsOptions, logger: Logger): Instance {
  const client = openClient(dsn, logger)
  const { supportTool = {}, statusTool = {}, beforeSend } = options
  const store = options.store ?? client.store
  const redactor = createRedactor(options.redact)
  const overrides = {
    name: supportTool.name ?? DEFAULT_TOOL_NAME,
    ...fitting('title', supportTool.title, CONFIG_LIMITS.toolTitle, logger),
    ...fitting('description', supportTool.description, CONFIG_LIMITS.toolDescription, logger),
  }
  const statusToolName =
    statusTool.enabled === false ? undefined : (statusTool.name ?? DEFAULT_STATUS_TOOL_NAME)
  const chooseCategories = createCategoryChoice(supportTool.categories, client.unknownCategories, logger)
  const running = new RunningCalls()
  const subscriptions = new Map<() => void, () => void>()
  const nameTool = remember((name) => capture({ name }, redactor).name)
  let ended = false
  const isOn = (): boolean =>
    !ended && supportTool.enabled !== false && client.config.current?.enabled === true

  return {
    client,
    store,
    redactor,
    logger,
    identify: guardIdentify(options.identify ?? identifyByClaims),
    toolName: overrides.name,
    tools: createProvidedTools(
      { client, isOn, store, redactor, beforeSend, chooseCategories, logger },
      overrides,
      statusToolName,
    ),
    running,
    hints: options.hint !== 'off',
    nameTool: (name) => nameTool(name.slice(0, 2 * CONTEXT_LIMITS.name)),
    isOn,
    subscribe(listener) {
      const leave = client.config.subscribe(listener)
      const unsubscribe = (): void => {
        leave()
        subscriptions.delete(unsubscribe)
      }
      subscriptions.set(unsubscribe, listener)
      return unsubscribe
    },
    async end(timeoutMs) {
      ended = true
      for (const [unsubscribe, listener] of subscriptions) {
        unsubscribe()
        // Clients that are still connected no longer see the tools.
        listener()
      }
      await running.end(timeoutMs)
    },
  }
}

/** A text that the host's code sets, if it is within the limit that also holds for the dashboard's texts. */
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
