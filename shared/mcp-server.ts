import { checkResource, type ResourceFault, spellResource } from '#sdk/wire/resource-url.ts'
import { z } from 'zod'
import { CONFIG_LIMITS, KEY_NAME_MAX } from './limits.ts'
import { organizationInput } from './organization.ts'
import { lineSchema, proseSchema, slugNameSchema } from './text.ts'
import { traceUrlSchema } from './trace-url.ts'

export { PREDEFINED_CATEGORIES } from './choices.ts'
export { recommendedToolDescription, recommendedToolTitle } from './recommended-tool.ts'

/** Hosts that must never belong to a tenant: the names of our own services and of common protocols. */
export const RESERVED_SLUGS: ReadonlySet<string> = new Set(
  'admin api app assets auth billing blog cdn dashboard dev docs ftp help imap localhost login mail mcp ns ns1 ns2 oauth pop root smtp sso static status support test www'.split(
    ' ',
  ),
)

/** A slug is a DNS label (RFC 1035 §2.3.1). Punycode (`xn--`) is refused: such a name can look like another one. */
export const slugSchema = z
  .string()
  .max(160, 'Use at most 40 characters.')
  .transform((slug) => slug.trim().toLowerCase())
  .pipe(
    z
      .string()
      .min(3, 'Use at least 3 characters.')
      .max(40, 'Use at most 40 characters.')
      .regex(
        /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
        'Use letters a–z, digits and hyphens; no hyphen at either end.',
      )
      .refine((slug) => !slug.startsWith('xn--'), 'This name cannot be used.')
      .refine((slug) => !RESERVED_SLUGS.has(slug), 'This name is reserved.'),
  )

export const categoriesSchema = z
  .array(lineSchema(CONFIG_LIMITS.category, 'a category'))
  .min(1, 'Keep at least one category.')
  .max(CONFIG_LIMITS.categories, `Use at most ${CONFIG_LIMITS.categories} categories.`)
  .refine(
    (categories) => new Set(categories.map((category) => category.toLowerCase())).size === categories.length,
    'Use each category once. Upper and lower case count as the same.',
  )

/** How the server's users are known: by an e-mail address they give, or by signing in. */
const AUTH_MODES = ['email', 'oauth'] as const
export type AuthMode = (typeof AUTH_MODES)[number]

const RESOURCE_FAULTS: Readonly<Record<ResourceFault, string>> = {
  'not-absolute': 'Enter the whole address, such as https://mcp.example.com/mcp.',
  'not-https': 'Use an https address; http is for localhost only.',
  'extra-parts': 'Leave out user names, ?queries and #fragments.',
}

/** The canonical URL of an MCP endpoint, by the rule that the SDK applies to the address in the host's code. */
export const resourceUrlSchema = z
  .string()
  .max(2_000, 'Use at most 500 characters.')
  .transform((text) => text.trim())
  .pipe(z.string().max(500, 'Use at most 500 characters.'))
  .transform((text, ctx) => {
    const checked = checkResource(text)
    if ('url' in checked) return spellResource(checked.url)
    ctx.addIssue({ code: 'custom', message: RESOURCE_FAULTS[checked.fault] })
    return z.NEVER
  })

const serverName = lineSchema(CONFIG_LIMITS.serverName, 'a name')

const settingsShape = z.strictObject({
  name: serverName,
  description: proseSchema(0, 500, 'a description'),
  supportToolEnabled: z.boolean(),
  supportToolTitle: lineSchema(CONFIG_LIMITS.toolTitle, 'a title for the tool'),
  supportToolDescription: proseSchema(1, CONFIG_LIMITS.toolDescription, 'a description for the tool'),
  supportToolCategories: categoriesSchema,
  authMode: z.enum(AUTH_MODES),
  /** Kept while the mode is `email`, so that nobody has to enter it again to switch back. */
  resourceUrl: resourceUrlSchema.nullable(),
  /** Where a trace is shown, with `{traceId}` for its id; null for nowhere. Absent: it stays as it is. */
  traceUrl: traceUrlSchema.nullable().optional(),
})
export const mcpServerSettings = settingsShape.refine(
  ({ authMode, resourceUrl }) => authMode === 'email' || resourceUrl !== null,
  { path: ['resourceUrl'], message: 'Enter the address of your MCP endpoint.' },
)
export type McpServerSettings = z.infer<typeof mcpServerSettings>

export const createMcpServerInput = organizationInput.extend({
  slug: slugSchema,
  settings: mcpServerSettings,
})
export const mcpServerInput = organizationInput.extend({ slug: slugNameSchema })
export const updateMcpServerInput = mcpServerInput.extend({ settings: mcpServerSettings })
export const createServerKeyInput = mcpServerInput.extend({
  /** Tells keys apart, such as "production". */
  name: lineSchema(KEY_NAME_MAX, 'a name').optional(),
})
export const serverKeyInput = mcpServerInput.extend({ keyId: z.uuid() })

export interface McpServerDto extends McpServerSettings {
  slug: string
  traceUrl: string | null
  origin: string
  createdAt: string
  /** Days after which a ticket is deleted; null keeps tickets. */
  retentionDays: number | null
  /** Absent unless the server is archived. */
  archivedAt?: string
  /** When an SDK last fetched this server's config with a valid key; absent before the first time. */
  lastSeenAt?: string
  /** When a client last got a list with the support tool, as the SDK says; absent before the first time. */
  toolListedAt?: string
}

export interface ServerKeyDto {
  id: string
  /** Absent if nobody gave it one. */
  name?: string
  /** The last four characters: enough to tell keys apart, useless to an attacker. */
  hint: string
  createdAt: string
  createdBy: string
  /** Updated every few minutes at most; absent before the first use. */
  lastUsedAt?: string
  revokedAt?: string
  /** Who revoked it; absent for the oldest of very many keys. */
  revokedBy?: string
}

/** A new key is shown once, as the DSN that configures the SDK. */
export interface CreatedServerKeyDto {
  key: ServerKeyDto
  dsn: string
}
