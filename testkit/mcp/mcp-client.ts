/** What `get_support_tool` answers. */
export interface SupportResult {
  outcome: string
  message: string
  reference?: string
  context_attached?: boolean
  needs_contact?: boolean
  receipt?: string
  incident_id?: string
}

export interface ToolResult {
  content: { type: string; text: string; annotations?: object }[]
  structuredContent?: unknown
  isError?: boolean
}

/** A tool as it is listed. */
export interface ToolEntry {
  name: string
  title?: string
  description?: string
  inputSchema: Record<string, unknown>
  outputSchema?: Record<string, unknown>
  [key: string]: unknown
}

/** The official clients of both generations differ in types, not in what these tests do with them. */
export interface OfficialClient {
  connect(transport: unknown): Promise<void>
  listTools(): Promise<{ tools: ToolEntry[] }>
  callTool(params: { name: string; arguments: object }): Promise<unknown>
  listPrompts(): Promise<{ prompts: { name: string }[] }>
  getPrompt(params: { name: string; arguments: object }): Promise<unknown>
  /** Of v2. */
  getNegotiatedProtocolVersion?(): string | undefined
  /** Of v1, over HTTP. */
  transport?: { protocolVersion?: string }
  close(): Promise<void>
}

/** One end-user's MCP client. */
export class McpClient {
  readonly #client: OfficialClient

  constructor(client: OfficialClient) {
    this.#client = client
  }

  /** The revision of the protocol that client and server have chosen. */
  get protocol(): string {
    const { transport } = this.#client
    return this.#client.getNegotiatedProtocolVersion?.() ?? transport?.protocolVersion ?? ''
  }

  async listTools(): Promise<ToolEntry[]> {
    return (await this.#client.listTools()).tools
  }

  async toolNames(): Promise<string[]> {
    return (await this.listTools()).map(({ name }) => name)
  }

  async call(name: string, args: object = {}): Promise<ToolResult> {
    return (await this.#client.callTool({ name, arguments: args })) as ToolResult
  }

  async promptNames(): Promise<string[]> {
    return (await this.#client.listPrompts()).prompts.map(({ name }) => name)
  }

  /** The text of a prompt. */
  async prompt(name: string, args: object): Promise<string> {
    const { messages } = (await this.#client.getPrompt({ name, arguments: args })) as {
      messages: { content: { text: string } }[]
    }
    return messages.map(({ content }) => content.text).join('\n')
  }

  /** Calls a tool that fails, and returns the incident id printed with its result. */
  async fail(args: object): Promise<string> {
    // Only a client that has got the support tool is told to call it.
    await this.listTools()
    const result = await this.call('search_orders', args)
    if (!result.isError) throw new Error('search_orders was expected to fail')
    return /inc_[0-9a-z]{16}/.exec(JSON.stringify(result.content))?.[0] ?? ''
  }

  async report(fields: object): Promise<SupportResult & { isError: boolean }> {
    const { structuredContent, isError } = await this.call('get_support_tool', fields)
    return { ...(structuredContent as SupportResult), isError: isError === true }
  }

  close(): Promise<void> {
    return this.#client.close()
  }
}
