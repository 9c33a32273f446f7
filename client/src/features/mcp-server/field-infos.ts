import { DEFAULT_TOOL_NAME } from '#sdk/wire/support-tool-entry.ts'

/** What a setting changes for the two who use the MCP server: the person, and the model of the person's client. */
export interface FieldInfo {
  /** The name of the button. It is not the label of the field, so that a name finds one thing. */
  label: string
  person: string
  model: string
  example: string
}

export const FIELD_INFOS = {
  enabled: {
    label: 'Explain the support tool',
    person:
      'Their client lists one more tool, with your title. Most clients ask the person before the tool runs.',
    model: `It can call ${DEFAULT_TOOL_NAME}. After a call that failed, it reads that it should offer a report.`,
    example:
      'Model: “The export failed. Shall I report it to Acme?” Person: “Yes.” Model: “Done. Your reference is TK-7G2M-QX4D.”',
  },
  title: {
    label: 'Explain the title',
    person: 'The name of the tool in the list of tools, and when their client asks whether it may run.',
    model: 'In most clients nothing. The model reads the description.',
    example: 'Contact Acme support',
  },
  description: {
    label: 'Explain the description',
    person: 'In most clients nothing. Some show it with the details of the tool.',
    model:
      'It reads the whole text in every conversation and decides by it when to call the tool. A shorter text costs fewer tokens.',
    example:
      'Use this when the user asks to report a problem with Acme. Do not use it without the user’s agreement.',
  },
  categories: {
    label: 'Explain the category list',
    person: 'The chosen one, where their client shows what the model sends.',
    model: 'It reads all of them and has to choose one for each report. It cannot invent another.',
    example: 'With “Billing” in the list, “I was charged twice” arrives as Billing.',
  },
  authMode: {
    label: 'Explain e-mail and sign-in',
    person:
      'E-mail: nothing new. They can give an address in the conversation. Sign-in: a page of this MCP server in their browser, before their client can use your tools.',
    model:
      'E-mail: an optional field “email” in the tool. Sign-in: no such field, because the user is known.',
    example:
      'Sign-in: somebody adds Acme to their client, their browser opens “Sign in to Acme”, and their tickets show their name.',
  },
  resourceUrl: {
    label: 'Explain the endpoint',
    person: 'They enter it in their client when they add your MCP server.',
    model: 'Nothing.',
    example: 'https://mcp.example.com/mcp',
  },
} as const satisfies Record<string, FieldInfo>
