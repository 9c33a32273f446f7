import {
  type McpServerSettings,
  PREDEFINED_CATEGORIES,
  recommendedToolDescription,
  recommendedToolTitle,
} from '#shared/mcp-server.ts'

/** Settings as columns. A text equal to the recommended one is not stored, so that it follows the server's name. */
export function settingsColumns(settings: McpServerSettings) {
  const { name, supportToolTitle, supportToolDescription, supportToolCategories } = settings
  return {
    name,
    description: settings.description,
    supportToolEnabled: settings.supportToolEnabled,
    supportToolTitle: supportToolTitle === recommendedToolTitle(name) ? null : supportToolTitle,
    supportToolDescription:
      supportToolDescription === recommendedToolDescription(name) ? null : supportToolDescription,
    supportToolCategories:
      JSON.stringify(supportToolCategories) === JSON.stringify(PREDEFINED_CATEGORIES)
        ? null
        : supportToolCategories,
    authMode: settings.authMode,
    resourceUrl: settings.resourceUrl,
  }
}
