/*
 * Tells the operator when code and dashboard disagree about what is protected. All sign-ins would fail then, and
 * neither users nor their clients could do anything about it.
 */
import { isSameResource, spellResource } from '../wire/resource-url.ts'
import type { ConfigClient } from '../platform/config-client.ts'
import type { Logger } from '../platform/logger.ts'
import type { SupportConfig } from '../platform/read-config.ts'

/**
 * @returns a function that compares both and writes one warning when they start to disagree. It waits for the
 * platform's first answer, at most 2.5 s and once per process, because edge runtimes drop what goes on after a
 * request. It never rejects.
 */
export function watchDashboard(config: ConfigClient, resource: URL, logger: Logger): () => Promise<void> {
  let said: string | undefined
  return async () => {
    await config.ready()
    const { current } = config
    if (!current) return
    const fault = findFault(current, resource)
    if (fault !== undefined && fault !== said) logger.warn(fault)
    said = fault
  }
}

function findFault({ authMode, resource: theirs }: SupportConfig, resource: URL): string | undefined {
  const ours = spellResource(resource)
  if (authMode !== 'oauth')
    return `nobody can sign in: the dashboard has this server in e-mail mode. Switch it to OAuth, for ${ours}`
  if (isSameResource(theirs, resource)) return undefined
  return `nobody can sign in: the code protects ${ours} and the dashboard says ${theirs ?? 'nothing'}. Make them the same`
}
