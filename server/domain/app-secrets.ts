import type { DomainSettings } from './context.ts'

type Secrets = Pick<DomainSettings, 'appSecret' | 'previousAppSecret'>

/** The secrets that are accepted: the current one, which makes everything new, then the previous one if there is one. */
export function appSecrets({ appSecret, previousAppSecret }: Secrets): [string, ...string[]] {
  return previousAppSecret ? [appSecret, previousAppSecret] : [appSecret]
}
