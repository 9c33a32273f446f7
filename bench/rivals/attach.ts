/*
 * How each of the SDKs is attached to a server: as its manual says, with what it does by default, delivering to one address
 * of this machine. None of them is a dependency of this repository; the bench installs them into `.cache/rivals`.
 */
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'

export const RIVALS = {
  '@posthog/mcp': '0.16.3',
  'posthog-node': '5.70.0',
  agentcat: '1.0.1',
  '@sentry/node': '11.12.0',
}

/** Attaches an SDK to the server. Its tools are registered afterwards. */
type Attach = (server: McpServer) => Promise<McpServer> | McpServer

interface Subject {
  /** What an app imports, as source. */
  imports: string
  /** @param modules what those imports export. @param port where everything is to be sent. */
  open(modules: Modules, port: number): Attach
}

interface Modules {
  [name: string]: unknown
}
type Any = (...args: unknown[]) => never
type Class = new (...args: unknown[]) => never

export const SUBJECTS: Record<string, Subject> = {
  bare: { imports: '', open: () => (server) => server },
  'bare again': { imports: '', open: () => (server) => server },
  '@mcp-obs/server': {
    imports: "export { createMcpObs } from '@mcp-obs/server'",
    open({ createMcpObs }, port) {
      const dsn = `http://mok_0123456789abcdefghjkmnpqrstvwxyz@127.0.0.1:${port}`
      const obs = (createMcpObs as Any)({ dsn }) as { attach: (server: McpServer) => Promise<void> }
      return async (server) => {
        await obs.attach(server)
        return server
      }
    },
  },
  '@posthog/mcp': {
    imports: "export { instrument } from '@posthog/mcp'\nexport { PostHog } from 'posthog-node'",
    open({ instrument, PostHog }, port) {
      const client = new (PostHog as Class)('phc_bench', { host: `http://127.0.0.1:${port}` })
      return (server) => {
        ;(instrument as Any)(server, client)
        return server
      }
    },
  },
  agentcat: {
    imports: "export { track } from 'agentcat'",
    open: ({ track }, port) => {
      const options = { apiBaseUrl: `http://127.0.0.1:${port}`, disableDiagnostics: true }
      return (server) => (track as Any)(server, 'proj_bench', options)
    },
  },
  '@sentry/node': {
    imports: "export { init, wrapMcpServerWithSentry } from '@sentry/node'",
    open({ init, wrapMcpServerWithSentry }, port) {
      ;(init as Any)({ dsn: `http://bench@127.0.0.1:${port}/1`, tracesSampleRate: 1 })
      return (server) => (wrapMcpServerWithSentry as Any)(server)
    },
  },
}
