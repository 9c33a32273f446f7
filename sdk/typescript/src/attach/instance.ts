/*
 * What one call of `createMcpObs` makes: its options with the defaults filled in, and the client it reports through.
 */
import type { Dsn } from '../wire/dsn.ts'
import { CONFIG_LIMITS, CONTEXT_LIMITS } from '../wire/limits.ts'
import { createRedactor, type Redactor } from '../wire/redact.ts'
import { quietly } from '../wire/quietly.ts'
import { remember } from '../wire/remember.ts'
import { secureNames } from '../wire/secure-context.ts'
import { DEFAULT_TOOL_NAME } from '../wire/support-tool-entry.ts'
import { codePoints } from '../wire/text.ts'
import { asText, matching, present } from '../wire/unknown.ts'
import type { Logger } from '../platform/logger.ts'
import { identifyByClaims, type Identify } from '../capture/caller.ts'
import { openClient, type PlatformClient } from '../capture/client.ts'
import type { Message } from '../capture/json-rpc.ts'
import type { IncidentStore } from '../capture/incident-store.ts'
import { createCategoryChoice } from '../tools/category-choice.ts'
import { createProvidedTools, type ProvidedTool } from '../tools/provided-tools.ts'
import { RunningCalls } from '../tools/running-calls.ts'
import { DEFAULT_STATUS_TOOL_NAME } from '../tools/status-tool.ts'
import type { ToolOverrides } from '../tools/support-tool.ts'
import type { McpObsOptions, ToolResult } from './options.ts'

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
  /** The host's code says that its connections are stdio. */
  readonly isStdio: boolean
  /** Whether the host's code says that a result without an error is a failure. Never throws. */
  isFailure(result: Message['result']): boolean
  /** Writes a warning, unless it was written before. */
  warnOnce(message: string): void
  /** Says that a connection goes on without the SDK. */
  warnUntapped(): void
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
  const supportTool = options.supportTool ?? {}
  const statusTool = options.statusTool ?? {}
  const { beforeSend, isFailure } = options
  const store = options.store ?? client.store
  const redactor = createRedactor(options.redact ?? {})
  const names = chooseNames(supportTool.name, statusTool, logger)
  const overrides = present<ToolOverrides>({
    name: names.support,
    title: fitting('title', supportTool.title, CONFIG_LIMITS.toolTitle, logger),
    description: fitting('description', supportTool.description, CONFIG_LIMITS.toolDescription, logger),
  })
  const chooseCategories = createCategoryChoice(supportTool.categories, client.unknownCategories, logger)
  const running = new RunningCalls()
  const subscriptions = new Map<() => void, () => void>()
  const warned = new Set<string>()
  const warnOnce = (message: string): void => {
    if (!warned.has(message)) logger.warn(message)
    warned.add(message)
  }
  const nameTool = remember(
    (name) => secureNames({ name }, redactor).name,
    (name, secured) => secured === name,
  )
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
      names.status,
    ),
    running,
    hints: options.hint !== 'off',
    isStdio: options.transport === 'stdio',
    isFailure: (result) => quietly(() => isFailure?.(result as ToolResult)) === true,
    warnOnce,
    warnUntapped: () =>
      warnOnce('a connection goes without the support tool: its transport cannot be listened to'),
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

/** Some clients drop all tools of a server for one name of another form. */
const TOOL_NAME = /^[A-Za-z0-9_-]{1,64}$/

/** @returns no name for the status tool if it is off, or if its name is that of the other. */
function chooseNames(
  supportName: unknown,
  statusTool: { enabled?: boolean | undefined; name?: unknown },
  logger: Logger,
): { support: string; status?: string } {
  const choose = (option: string, name: unknown, otherwise: string): string => {
    if (name === undefined || name === null) return otherwise
    const own = matching(name, TOOL_NAME)
    if (own !== undefined) return own
    logger.warn(
      `${option}.name must be 1 to 64 letters, digits, _ and -, or clients refuse it. ${otherwise} is used`,
    )
    return otherwise
  }
  const support = choose('supportTool', supportName, DEFAULT_TOOL_NAME)
  if (statusTool.enabled === false) return { support }
  const status = choose('statusTool', statusTool.name, DEFAULT_STATUS_TOOL_NAME)
  if (support !== status) return { support, status }
  logger.warn(`the status tool is not offered: the support tool has its name, ${support}`)
  return { support }
}

/** A text that the host's code sets, if it is within the limit that also holds for the dashboard's texts. */
function fitting(field: string, text: string | undefined, max: number, logger: Logger): string | undefined {
  if (!text) return undefined
  if (codePoints(text) <= max) return text
  logger.warn(`supportTool.${field} is longer than ${max} characters and is not used`)
  return undefined
}

/** What is no user makes the caller nobody, because two users must never count as one. */
function guardIdentify(identify: Identify): Identify {
  return (authInfo) => {
    const identity = quietly(() => identify(authInfo))
    return asText(identity?.subject) ? identity : undefined
  }
}
