import { ACCESS_TOKEN_MINUTES } from '#shared/limits.ts'

/** Access tokens are not looked up by the MCP server that checks them, so one that is out lives until it expires. */
export const TOKEN_NOTE = `An access token that is already out may still open tools of your MCP server for up to ${ACCESS_TOKEN_MINUTES} minutes.`
