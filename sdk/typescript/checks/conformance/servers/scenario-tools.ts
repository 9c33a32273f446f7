import { setTimeout as wait } from 'node:timers/promises'
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { CallToolResult, ElicitRequestFormParams, RequestId } from '@modelcontextprotocol/sdk/types.js'
import * as z from 'zod/v4'
import { AUDIO, IMAGE } from './scenario-media.ts'

type Block = CallToolResult['content'][number]
type FindTransport = (session: string) => StreamableHTTPServerTransport | undefined
type Form = ElicitRequestFormParams['requestedSchema']

const text = (said: string): Block => ({ type: 'text', text: said })
const image: Block = { type: 'image', data: IMAGE, mimeType: 'image/png' }

const ANSWERS: Record<string, Block[]> = {
  test_simple_text: [text('This is a simple text response for testing.')],
  test_image_content: [image],
  test_audio_content: [{ type: 'audio', data: AUDIO, mimeType: 'audio/wav' }],
  test_embedded_resource: [
    {
      type: 'resource',
      resource: {
        uri: 'test://embedded-resource',
        mimeType: 'text/plain',
        text: 'This is an embedded resource content.',
      },
    },
  ],
  test_multiple_content_types: [
    text('Multiple content types test:'),
    image,
    {
      type: 'resource',
      resource: {
        uri: 'test://mixed-content-resource',
        mimeType: 'application/json',
        text: '{"test":"data","value":123}',
      },
    },
  ],
}

const FORMS: Record<string, Form> = {
  test_elicitation_sep1034_defaults: {
    type: 'object',
    properties: {
      name: { type: 'string', default: 'John Doe' },
      age: { type: 'integer', default: 30 },
      score: { type: 'number', default: 95.5 },
      status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
      verified: { type: 'boolean', default: true },
    },
  },
  test_elicitation_sep1330_enums: {
    type: 'object',
    properties: {
      untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
      titledSingle: {
        type: 'string',
        oneOf: [
          { const: 'value1', title: 'First Option' },
          { const: 'value2', title: 'Second Option' },
        ],
      },
      legacyEnum: {
        type: 'string',
        enum: ['opt1', 'opt2', 'opt3'],
        enumNames: ['Option One', 'Option Two', 'Option Three'],
      },
      untitledMulti: {
        type: 'array',
        minItems: 1,
        maxItems: 3,
        items: { type: 'string', enum: ['option1', 'option2', 'option3'] },
      },
      titledMulti: {
        type: 'array',
        minItems: 1,
        maxItems: 3,
        items: {
          anyOf: [
            { const: 'value1', title: 'First Choice' },
            { const: 'value2', title: 'Second Choice' },
          ],
        },
      },
    },
  },
}

export function registerTools(server: McpServer, findTransport: FindTransport): void {
  for (const [name, content] of Object.entries(ANSWERS)) {
    server.registerTool(name, { description: 'Answers always the same' }, () => ({ content }))
  }
  server.registerTool('test_error_handling', { description: 'Fails' }, () => {
    throw new Error('This tool intentionally returns an error for testing')
  })
  registerSchema(server)
  registerNotifying(server)
  registerAsking(server)
  server.registerTool(
    'test_reconnection',
    { description: 'Closes its stream and answers on the next one', inputSchema: {} },
    async (_args, { sessionId = '', requestId }) => {
      findTransport(sessionId)?.closeSSEStream(requestId)
      await wait(100)
      return { content: [text('Reconnection test completed successfully.')] }
    },
  )
}

function registerSchema(server: McpServer): void {
  const address = z
    .object({ street: z.string().optional(), city: z.string().optional() })
    .meta({ id: 'address' })
  server.registerTool(
    'json_schema_2020_12_tool',
    {
      description: 'Has a schema with definitions',
      inputSchema: z.strictObject({ name: z.string().optional(), address: address.optional() }),
    },
    (args) => ({ content: [text(JSON.stringify(args))] }),
  )
}

function registerNotifying(server: McpServer): void {
  server.registerTool(
    'test_tool_with_logging',
    { description: 'Logs', inputSchema: {} },
    async (_args, { sendNotification }) => {
      for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
        await sendNotification({ method: 'notifications/message', params: { level: 'info', data } })
        await wait(50)
      }
      return { content: [text('Tool with logging executed successfully')] }
    },
  )
  server.registerTool(
    'test_tool_with_progress',
    { description: 'Reports progress', inputSchema: {} },
    async (_args, { sendNotification, _meta }) => {
      const progressToken = _meta?.progressToken ?? 0
      for (const progress of [0, 50, 100]) {
        await sendNotification({
          method: 'notifications/progress',
          params: { progressToken, progress, total: 100 },
        })
        await wait(50)
      }
      return { content: [text(String(progressToken))] }
    },
  )
}

function registerAsking(server: McpServer): void {
  server.registerTool(
    'test_sampling',
    { description: 'Asks the model', inputSchema: { prompt: z.string() } },
    async ({ prompt }, { requestId: relatedRequestId }) => {
      const { content } = await server.server.createMessage(
        { messages: [{ role: 'user', content: { type: 'text', text: prompt } }], maxTokens: 100 },
        // On the stream of this call: the one of the session may not be open yet.
        { relatedRequestId },
      )
      return { content: [text(`LLM response: ${content.type === 'text' ? content.text : content.type}`)] }
    },
  )
  const elicit = async (message: string, requestedSchema: Form, relatedRequestId: RequestId) => {
    const { action, content } = await server.server.elicitInput(
      { message, requestedSchema },
      { relatedRequestId },
    )
    return { content: [text(`User response: action=${action}, content=${JSON.stringify(content ?? {})}`)] }
  }
  server.registerTool(
    'test_elicitation',
    { description: 'Asks the user', inputSchema: { message: z.string() } },
    ({ message }, { requestId }) =>
      elicit(
        message,
        { type: 'object', properties: { response: { type: 'string' } }, required: ['response'] },
        requestId,
      ),
  )
  for (const [name, form] of Object.entries(FORMS)) {
    server.registerTool(name, { description: 'Asks the user to fill in a form' }, ({ requestId }) =>
      elicit('Please fill in', form, requestId),
    )
  }
}
