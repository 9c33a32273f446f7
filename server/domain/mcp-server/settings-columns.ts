import {
  type McpServerSettings,
  PREDEFINED_CATEGORIES,
  recommendedToolDescription,
  recommendedToolTitle,
} from '#shared/mcp-server.ts'

/**
 * Settings as columns. A text of the support tool that equals the recommended one is not stored, so that it follows
 * the server's name. This holds for the text of the former name too: a form that renames a server submits it unchanged.
 *
 * @param formerName the name before this change; the same as the new one for a new server
 */
export function settingsColumns(settings: McpServerSettings, formerName: string = settings.name) {
  const names = [settings.name, formerName]
  const unlessRecommended = (text: string, recommended: (name: string) => string) =>
    names.some((name) => recommended(name) === text) ? null : text
  return {
    name: settings.name,
    description: settings.description,
    supportToolEnabled: settings.supportToolEnabled,
    supportToolTitle: unlessRecommended(settings.supportToolTitle, recommendedToolTitle),
    supportToolDescription: unlessRecommended(settings.supportToolDescription, recommendedToolDescription),
    supportToolCategories: isPredefined(settings.supportToolCategories)
      ? null
      : settings.supportToolCategories,
    authMode: settings.authMode,
    resourceUrl: settings.resourceUrl,
    ...(settings.traceUrl !== undefined && { traceUrl: settings.traceUrl }),
  }
}

function isPredefined(categories: readonly string[]): boolean {
  return JSON.stringify(categories) === JSON.stringify(PREDEFINED_CATEGORIES)
}
