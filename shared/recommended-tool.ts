import { CONFIG_LIMITS } from './limits.ts'

/** The tool title the dashboard proposes, cut to what a config may carry. */
export function recommendedToolTitle(serverName: string): string {
  return Array.from(`Contact ${serverName} support`).slice(0, CONFIG_LIMITS.toolTitle).join('')
}

/** The tool description the dashboard proposes: when to call, when not, what is sent. Models choose by it. */
export function recommendedToolDescription(serverName: string): string {
  return (
    `Contact the people who run ${serverName}. Use this when the user asks to report a problem or request something here, ` +
    "or agrees to after a tool of this server failed. Do not use it without the user's agreement, for other servers, " +
    'or for arguments you can correct yourself. Never include passwords or tokens. Returns a reference for the user. ' +
    'Sent: this text and the failing call (tool, arguments, error; secrets redacted).'
  )
}
