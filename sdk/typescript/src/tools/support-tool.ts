/*
 * The support tool: what it answers, and what the host's code may set of it.
 */

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
