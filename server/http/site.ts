/** Whose host a request came to: the dashboard's, or an MCP server's by its label. */
export type Site = { kind: 'app' } | { kind: 'mcp-server'; slug: string }

declare module 'fastify' {
  interface FastifyRequest {
    site: Site
  }
}
