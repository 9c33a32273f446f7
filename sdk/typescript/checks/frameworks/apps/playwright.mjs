// The Playwright server, in a process without a browser.
import { createMcpObs } from '@mcp-obs/server'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { createConnection } from '@playwright/mcp'

const server = await createConnection({
  browser: { launchOptions: { executablePath: '/no/browser', headless: true } },
})
await createMcpObs().attach(server)
await server.connect(new StdioServerTransport())
