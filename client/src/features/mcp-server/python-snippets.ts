interface PythonServer {
  /** The statement that imports the class. */
  import: string
  /** The expression that makes the server. */
  make: (name: string) => string
  /** The expression that makes its ASGI application, to be reached at this address. */
  app: (address: URL) => string
}

const FASTMCP: PythonServer = {
  import: 'from fastmcp import FastMCP',
  make: (name) => `FastMCP(${quote(name)})`,
  app: ({ pathname }) => `mcp.http_app(path=${quote(pathname)})`,
}

const MCP: PythonServer = {
  import: 'from mcp.server import MCPServer',
  make: (name) => `MCPServer(${quote(name)})`,
  // Without a host of its own, it would answer under the names of this machine only.
  app: ({ hostname, pathname }) =>
    `mcp.streamable_http_app(host=${quote(hostname)}, streamable_http_path=${quote(pathname)})`,
}

/**
 * The code that connects an MCP server in Python.
 *
 * @param resource the address of the MCP endpoint, if users sign in
 */
export function pythonSnippets(serverName: string, resource: string | undefined) {
  return [
    {
      id: 'fastmcp',
      title: 'With fastmcp',
      code: connect(FASTMCP, serverName, resource),
    },
    { id: 'mcp', title: 'With mcp', code: connect(MCP, serverName, resource) },
  ]
}

function connect(server: PythonServer, serverName: string, resource: string | undefined): string {
  const attached = `mcp = ${server.make(serverName)}
obs = McpObs()  # reads MCP_OBS_DSN
obs.attach_sync(mcp)
# … your tools …`
  if (resource === undefined) {
    return `${server.import}
from mcp_obs_server import McpObs

${attached}

if __name__ == "__main__":
    mcp.run()`
  }
  return `# pip install 'mcp-obs-server[oauth]'
${server.import}
from mcp_obs_server import McpObs
from mcp_obs_server.oauth import protect

${attached}

# The address of the endpoint, the same as in the dashboard.
app = protect(${server.app(new URL(resource))}, resource=${quote(resource)})`
}

/** An address can contain a quotation mark. */
function quote(text: string): string {
  return JSON.stringify(text)
}
