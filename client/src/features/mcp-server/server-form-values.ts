import { type McpServerSettings, PREDEFINED_CATEGORIES } from '#shared/mcp-server.ts'

export interface ServerFormValues {
  slug: string
  settings: McpServerSettings
}

export const NEW_SERVER: ServerFormValues = {
  slug: '',
  settings: {
    name: '',
    description: '',
    supportToolEnabled: true,
    supportToolTitle: '',
    supportToolDescription: '',
    supportToolCategories: [...PREDEFINED_CATEGORIES],
    authMode: 'email',
    resourceUrl: null,
    traceUrl: null,
  },
}
