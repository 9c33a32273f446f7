/*
 * The support tool: what it says about itself under the configuration in force, and what it answers.
 */
import { describeSupportTool } from '../wire/support-tool-entry.ts'
import type { ToolEntry } from '../wire/tool-entry.ts'
import type { SupportConfig } from '../platform/read-config.ts'

/** What the tool answers. `failed` and `unavailable` are also marked as tool errors. */
export interface SupportResult {
  outcome: 'recorded' | 'already_recorded' | 'failed' | 'unavailable'
  message: string
  reference?: string
  context_attached?: boolean
  needs_contact?: boolean
  receipt?: string
  incident_id?: string
}

/** The parts of the tool that the host's code may set. They win over those of the dashboard. */
export interface ToolOverrides {
  name: string
  title?: string
  description?: string
}

/**
 * The entry for a configuration. Without a configuration the tool is registered but hidden, so nobody reads the texts
 * that stand in for the dashboard's.
 */
export function describeTool(config: SupportConfig | undefined, overrides: ToolOverrides): ToolEntry {
  return describeSupportTool({
    name: overrides.name,
    title: overrides.title ?? config?.title ?? 'Contact support',
    description: overrides.description ?? config?.description ?? 'Contact the people who run this server.',
    categories: config?.categories ?? ['Other'],
    authMode: config?.authMode ?? 'email',
    ...(config && { limits: config.limits }),
  })
}
