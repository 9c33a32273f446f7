import type { TenantContext } from '../context.ts'
import { isTouchDue } from '../is-touch-due.ts'
import { writeLater } from '../touch.ts'
import { McpServer } from './mcp-server.entity.ts'
import { isSdk, readCaller } from './read-caller.ts'
import type { ServerAndKey } from './server-key.repository.ts'
import { publishChange } from '../publish-change.ts'

const MAX_SECONDS = 86_400
const LISTED_INTERVAL_MS = 60_000
/** SDKs ask once a minute. While a server is set up, each time is stored. */
const SETUP_INTERVAL_MS = 30_000
const SETUP_MS = 60 * 60_000

/** What a request for the settings says about who asks. */
interface SetupHeaders {
  userAgent: string | undefined
  /** `X-MCP-Obs-Listed` (wire contract §2). */
  listed: string | string[] | undefined
}

type Changes = Partial<
  Pick<
    McpServer,
    | 'settingsFirstFetchedAt'
    | 'settingsFetchedAt'
    | 'settingsFetchedBy'
    | 'settingsFetchedKeyId'
    | 'toolFirstListedAt'
    | 'toolListedAt'
  >
>

/** Stores that an SDK fetched the settings, and when a client last got a list with the support tool. Nobody waits for it. */
export function touchSetup(ctx: TenantContext, server: ServerAndKey, headers: SetupHeaders): void {
  const { mcpServerId } = server
  const now = ctx.now()
  const changes: Changes = {
    ...fetchedBy(server, headers.userAgent, now),
    ...listedAt(server, headers.listed, now),
  }
  if (Object.keys(changes).length === 0) return
  writeLater(`setup ${mcpServerId}`, async () => {
    await ctx.em.transactional(async (em) => {
      await em.nativeUpdate(McpServer, { id: mcpServerId }, changes)
      // Somebody may be waiting for it in the dashboard. Later times are seen with the next visit.
      if (changes.settingsFirstFetchedAt || changes.toolFirstListedAt)
        await publishChange(em, ctx.organizationId, { type: 'servers-changed' })
    })
  })
}

function fetchedBy(server: ServerAndKey, userAgent: string | undefined, now: Date): Changes {
  const { settingsFetchedAt, keyId } = server
  const caller = readCaller(userAgent)
  if (!isSdk(caller) || !isFetchDue(server, now)) return {}
  return {
    ...(!settingsFetchedAt && { settingsFirstFetchedAt: now }),
    settingsFetchedAt: now,
    settingsFetchedBy: caller,
    settingsFetchedKeyId: keyId ?? null,
  }
}

function isFetchDue({ settingsFirstFetchedAt, settingsFetchedAt }: ServerAndKey, now: Date): boolean {
  if (!settingsFirstFetchedAt || !settingsFetchedAt) return true
  const isBeingSetUp = now.getTime() - settingsFirstFetchedAt.getTime() < SETUP_MS
  if (!isBeingSetUp) return isTouchDue(settingsFetchedAt, now)
  return now.getTime() - settingsFetchedAt.getTime() >= SETUP_INTERVAL_MS
}

/** Another value than whole seconds of a day is ignored, because the configuration is more important. */
function listedAt(server: ServerAndKey, header: SetupHeaders['listed'], now: Date): Changes {
  const seconds = readListed(header)
  if (seconds === undefined) return {}
  const at = new Date(now.getTime() - seconds * 1_000)
  const { toolListedAt } = server
  if (toolListedAt && at.getTime() - toolListedAt.getTime() < LISTED_INTERVAL_MS) return {}
  return { ...(!toolListedAt && { toolFirstListedAt: at }), toolListedAt: at }
}

/** The seconds in the header, or nothing if it holds something else. */
function readListed(header: SetupHeaders['listed']): number | undefined {
  if (typeof header !== 'string' || !/^(?:0|[1-9][0-9]{0,4})$/.test(header)) return undefined
  const seconds = Number(header)
  return seconds <= MAX_SECONDS ? seconds : undefined
}
