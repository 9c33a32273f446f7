/*
 * Reads the platform's answer to `GET /api/mcpserver/config` (wire contract §3). An answer that cannot be understood is
 * refused as a whole, and the last good configuration stays in force.
 */
import { CONFIG_LIMITS, TICKET_LIMITS } from '../wire/limits.ts'
import { clipUnknown } from '../wire/text.ts'
import { asObject, present } from '../wire/unknown.ts'
import { parseObject } from './parse-object.ts'

/** What the dashboard says about this MCP server. */
export interface SupportConfig {
  readonly serverName: string
  readonly authMode: 'email' | 'oauth'
  /** Only with `oauth`: tokens of this issuer may be sent. Always the DSN's own origin. */
  readonly issuer?: string
  /** Only with `oauth`: the URL of the MCP endpoint that tokens are issued for, as set in the dashboard. */
  readonly resource?: string
  readonly enabled: boolean
  readonly title: string
  readonly description: string
  /** Never empty. */
  readonly categories: readonly string[]
  /** Most code points of title and description, and bytes of the body. */
  readonly limits: { readonly title: number; readonly description: number; readonly body: number }
  readonly ttlSeconds: number
}

/** The longest URL that the dashboard accepts, in characters. */
const MAX_RESOURCE = 500
const TTL = { min: 15, max: 3_600, default: 60 }

/**
 * @param body the answer's text.
 * @param origin the DSN's origin. A configuration that names another issuer is refused, so that no answer can have
 * users' tokens sent somewhere else.
 */
export function readConfig(body: string, origin: string): SupportConfig | undefined {
  const source = parseObject(body)
  const tool = asObject(source['supportTool'])
  if (!tool || !Number.isInteger(source['contract']) || Number(source['contract']) < 1) return undefined

  const serverName = line(asObject(source['server'])?.['name'], CONFIG_LIMITS.serverName)
  const title = line(tool['title'], CONFIG_LIMITS.toolTitle)
  const description = prose(tool['description'], CONFIG_LIMITS.toolDescription)
  const categories = readCategories(tool['categories'])
  const authMode = source['authMode']
  const { issuer, resource } = asObject(source['oauth']) ?? {}
  if (!serverName || !title || !description || categories.length === 0) return undefined
  if (typeof tool['enabled'] !== 'boolean') return undefined
  if (authMode !== 'email' && authMode !== 'oauth') return undefined
  if (authMode === 'oauth' && issuer !== origin) return undefined

  const limits = asObject(source['limits'])
  const isOauth = authMode === 'oauth'
  return present<SupportConfig>({
    serverName,
    authMode,
    issuer: isOauth ? origin : undefined,
    resource: isOauth ? line(resource, MAX_RESOURCE) : undefined,
    enabled: tool['enabled'],
    title,
    description,
    categories,
    limits: {
      title: smaller(TICKET_LIMITS.title, limits?.['title']),
      description: smaller(TICKET_LIMITS.description, limits?.['description']),
      body: smaller(TICKET_LIMITS.body, limits?.['body']),
    },
    ttlSeconds: clampTtl(source['ttlSeconds']),
  })
}

function readCategories(value: unknown): string[] {
  if (!Array.isArray(value)) return []
  const seen = new Set<string>()
  const labels = value.flatMap((entry) => line(entry, CONFIG_LIMITS.category) ?? [])
  const unique = labels.filter((label) => !seen.has(label.toLowerCase()) && seen.add(label.toLowerCase()))
  return unique.slice(0, CONFIG_LIMITS.categories)
}

// These texts become part of a tool's description, and models obey it. So control characters are removed and lengths
// are limited here again.
const line = (value: unknown, max: number): string | undefined => clipUnknown(value, 'title', max)
const prose = (value: unknown, max: number): string | undefined => clipUnknown(value, 'words', max)

function smaller(own: number, theirs: unknown): number {
  return typeof theirs === 'number' && theirs >= 1 ? Math.min(own, Math.floor(theirs)) : own
}

function clampTtl(value: unknown): number {
  return Number.isFinite(value) ? Math.min(TTL.max, Math.max(TTL.min, value as number)) : TTL.default
}
