/** The one OAuth scope of every MCP server: to use it, its support tool included. */
export const SCOPE = 'mcp'
