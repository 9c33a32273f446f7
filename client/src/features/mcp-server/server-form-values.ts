import { parseResource, spellResource } from '#sdk/wire/resource-url.ts'
import { PREDEFINED_CATEGORIES } from '#shared/choices.ts'
import type { McpServerDto, McpServerSettings } from '#shared/mcp-server.ts'

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

/** What of a server the form changes. */
export function settingsOf(server: McpServerDto): McpServerSettings {
  const { name, description, authMode, resourceUrl, traceUrl } = server
  const { supportToolEnabled, supportToolTitle, supportToolDescription, supportToolCategories } = server
  return {
    name,
    description,
    supportToolEnabled,
    supportToolTitle,
    supportToolDescription,
    supportToolCategories,
    authMode,
    resourceUrl,
    traceUrl,
  }
}

/** The address of an MCP endpoint as it is stored; undefined if it cannot be. */
export function storedResource(text: string | null): string | undefined {
  const url = text === null ? undefined : parseResource(text.trim())
  return url && spellResource(url)
}
