/*
 * The tools that the SDK provides to a server's clients.
 */
import { describeSupportTool } from '../wire/support-tool-entry.ts'
import type { ToolEntry } from '../wire/tool-entry.ts'
import type { SupportConfig } from '../platform/read-config.ts'
import { openTicket, type OpenTicketDeps } from './open-ticket.ts'
import { readStatus } from './read-status.ts'
import { describeStatusTool } from './status-tool.ts'
import type { SupportCall } from './support-call.ts'
import type { ToolOverrides } from './support-tool.ts'
import { writeResult, type CallToolResult } from './write-result.ts'

export interface ProvidedTool {
  readonly name: string
  /** The entry for the configuration in force, if there is one. It is the same object until the configuration changes. */
  entry(): ToolEntry | undefined
  /** Never rejects. */
  call(call: SupportCall): Promise<CallToolResult>
}

/** @param statusToolName absent if the host's code leaves that tool out. */
export function createProvidedTools(
  deps: OpenTicketDeps,
  overrides: ToolOverrides,
  statusToolName: string | undefined,
): ProvidedTool[] {
  const { config } = deps.client
  const supportTool: ProvidedTool = {
    name: overrides.name,
    entry: rememberLast(
      () => config.current,
      (current) =>
        describeSupportTool({
          ...current,
          categories: deps.chooseCategories(current.categories),
          ...overrides,
        }),
    ),
    call: async (call) => writeResult(await openTicket(call, deps)),
  }
  if (statusToolName === undefined) return [supportTool]

  const entry = describeStatusTool(statusToolName, overrides.name)
  const statusDeps = { client: deps.client, isOn: deps.isOn, logger: deps.logger, toolName: overrides.name }
  const statusTool: ProvidedTool = {
    name: statusToolName,
    entry: () => entry,
    call: async (call) => writeResult(await readStatus(call, statusDeps)),
  }
  return [supportTool, statusTool]
}

function rememberLast(
  current: () => SupportConfig | undefined,
  describe: (config: SupportConfig) => ToolEntry,
): () => ToolEntry | undefined {
  let last: { config: SupportConfig; entry: ToolEntry } | undefined
  return () => {
    const config = current()
    if (config && last?.config !== config) last = { config, entry: describe(config) }
    return config && last?.entry
  }
}
