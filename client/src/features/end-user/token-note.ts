import { ACCESS_TOKEN_MINUTES } from '#shared/limits.ts'

/** An MCP server checks access tokens without asking the platform, so an issued token is valid until it expires. */
export const TOKEN_NOTE = `An access token that was already issued can still open tools of your MCP server for up to ${ACCESS_TOKEN_MINUTES} minutes.`
