/** Where the routes of the SDK API are, on every MCP server's own host. */
export const CONFIG_PATH = '/api/mcpserver/config'
export const SUPPORT_PATH = '/api/mcpserver/support'
export const TICKET_PATH = '/api/mcpserver/support/:reference'
export const OPENAPI_PATH = '/api/mcpserver/openapi.json'
