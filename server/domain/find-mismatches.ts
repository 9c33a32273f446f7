import type { DomainSettings, PlatformContext } from './context.ts'
import type { Mismatches } from './mismatches.ts'
import { exchangeFingerprints } from './process-settings.repository.ts'
import { sha256 } from './sha256.ts'

type Shown = Record<Exclude<keyof Mismatches, 'APP_SECRET'>, string>

/**
 * Compares the settings of this process with those that others show. A process of a release before shows none, and counts as
 * one that has the same.
 */
export async function findMismatches({
  em,
  settings,
}: Pick<PlatformContext, 'em' | 'settings'>): Promise<Omit<Mismatches, 'APP_SECRET'>> {
  const own = showSettings(settings)
  const shown = await exchangeFingerprints(em, 'set-', JSON.stringify(own))
  const others = shown.map((each) => JSON.parse(each) as Shown)
  const differs = (setting: keyof Shown) => others.some((theirs) => theirs[setting] !== own[setting])
  return {
    APP_ORIGIN: differs('APP_ORIGIN'),
    BASE_DOMAIN: differs('BASE_DOMAIN'),
    VALKEY_URL: differs('VALKEY_URL'),
  }
}

/** Processes may reach one Valkey under different hosts and as different users, so only the number of the database is shown. */
function showSettings({ appOrigin, baseDomain, valkeyUrl }: DomainSettings): Shown {
  return {
    APP_ORIGIN: shorten(appOrigin),
    BASE_DOMAIN: shorten(baseDomain),
    VALKEY_URL: valkeyUrl === undefined ? 'none' : String(Number(new URL(valkeyUrl).pathname.slice(1))),
  }
}

/** Eight characters, because an address can be longer than what a row holds. */
function shorten(address: string): string {
  return sha256(address).toString('base64url', 0, 6)
}
