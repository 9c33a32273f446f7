import type { Message, Request } from '../../../../testkit/mcp/conversation.ts'

export interface ThirdPartyServer {
  name: string
  /** Exports `createServer`. */
  module: string
  generation: 'v1' | 'v2'
  /** Every tool of the server, with arguments for each of the calls: such as it takes and such as it refuses. */
  calls: Record<string, Record<string, unknown>[]>
  requests?: Request[]
  /** Whether one of the calls fails in a way that no other arguments would mend. */
  fails: boolean
  /** The message after which its answers no longer depend on the time. */
  isReady?: (message: Message) => boolean
}

const NOTE = 'data:text/plain;base64,T3JkZXIgMTA0MiBpcyBsYXRlLg=='
const WRONG = { count: 'many', location: 7, customInputs: 'none' }

const EVERYTHING: ThirdPartyServer = {
  name: 'server-everything (v1)',
  module: '@modelcontextprotocol/server-everything/dist/server/index.js',
  generation: 'v1',
  fails: true,
  // It asks for the roots a moment after the handshake.
  isReady: ({ method }) => method === 'roots/list',
  calls: {
    echo: [{ message: 'order 1042' }, {}],
    'get-annotated-message': [
      { messageType: 'error', includeImage: true },
      { messageType: 'success' },
      { messageType: 'debug' },
      { messageType: 'loud' },
    ],
    'get-env': [{}],
    'get-resource-links': [{ count: 3 }, {}, WRONG, { count: 11 }],
    'get-resource-reference': [
      { resourceType: 'Text', resourceId: 1 },
      { resourceType: 'Blob', resourceId: 2 },
      { resourceType: 'Text', resourceId: -1 },
    ],
    'get-structured-content': [{ location: 'Chicago' }, WRONG],
    'get-sum': [{ a: 2, b: 3 }, { a: '2' }],
    'get-tiny-image': [{}],
    'gzip-file-as-resource': [
      { name: 'note.gz', data: NOTE, outputType: 'resource' },
      { name: 'note.gz', data: NOTE, outputType: 'resourceLink' },
      { name: 'note.gz', data: 'ftp://127.0.0.1/note' },
      { name: 'note.gz', data: 'no address' },
    ],
    'toggle-simulated-logging': [{}, {}],
    'toggle-subscriber-updates': [{}, {}],
    'trigger-long-running-operation': [
      { duration: 0.02, steps: 2, _meta: {} },
      { duration: 'long', steps: 2 },
    ],
    'get-roots-list': [{}],
    'trigger-elicitation-request': [{}],
    'trigger-url-elicitation': [
      { url: 'https://shop.example/confirm', elicitationId: 'e-1' },
      { url: 'https://shop.example/confirm', elicitationId: 'e-2', errorPath: true },
    ],
    'trigger-sampling-request': [{ prompt: 'How are the orders?', maxTokens: 10 }, {}],
    // Wants to be called as a task, which is among the requests below.
    'simulate-research-query': [{ topic: 'orders' }],
  },
  requests: [
    ['resources/read', { uri: 'demo://resource/dynamic/text/7' }],
    ['resources/read', { uri: 'demo://resource/dynamic/blob/7' }],
    ['resources/subscribe', { uri: 'demo://resource/dynamic/text/7' }],
    ['resources/unsubscribe', { uri: 'demo://resource/dynamic/text/7' }],
    ['prompts/get', { name: 'simple-prompt' }],
    ['prompts/get', { name: 'args-prompt', arguments: { city: 'Lisbon', state: 'north' } }],
    ['prompts/get', { name: 'args-prompt', arguments: {} }],
    ['prompts/get', { name: 'completable-prompt', arguments: { department: 'Sales', name: 'David' } }],
    ['prompts/get', { name: 'resource-prompt', arguments: { resourceType: 'Text', resourceId: '1' } }],
    [
      'completion/complete',
      {
        ref: { type: 'ref/prompt', name: 'completable-prompt' },
        argument: { name: 'department', value: 'S' },
      },
    ],
    ['logging/setLevel', { level: 'error' }],
  ],
}

/** The servers of the official MCP Apps samples, on v2. */
const APPS: ThirdPartyServer[] = [
  {
    name: 'server-basic-vanillajs (v2)',
    module: '@modelcontextprotocol/server-basic-vanillajs',
    generation: 'v2',
    fails: false,
    calls: { 'get-time': [{}, { anything: 1 }] },
  },
  {
    name: 'server-scenario-modeler (v2)',
    module: '@modelcontextprotocol/server-scenario-modeler',
    generation: 'v2',
    fails: false,
    calls: {
      'get-scenario-data': [
        {},
        WRONG,
        {
          customInputs: {
            startingMRR: 1_000,
            monthlyGrowthRate: 5,
            monthlyChurnRate: 2,
            grossMargin: 80,
            fixedCosts: 500,
          },
        },
      ],
    },
  },
  {
    name: 'server-sheet-music (v2)',
    module: '@modelcontextprotocol/server-sheet-music',
    generation: 'v2',
    fails: true,
    calls: {
      'play-sheet-music': [
        {},
        { abcNotation: 'X:1\nK:C\nCDEF|' },
        { abcNotation: 'X:1\nK:C\n[[{C' },
        { abcNotation: 7 },
      ],
    },
  },
]

export const THIRD_PARTY_SERVERS: ThirdPartyServer[] = [EVERYTHING, ...APPS]
