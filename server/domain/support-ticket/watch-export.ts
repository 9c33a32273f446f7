import { type Access, type AccessOptions, watchAccess } from '../organization/watch-access.ts'

/** About ten seconds. A live stream is opened again at once; an export of hours would be lost to a short outage. */
const PATIENCE = 5

/** Watches whether who began an export may go on with it. A client takes it as slowly as it likes. */
export function watchExport({ readActor }: Pick<AccessOptions, 'readActor'>): Access {
  return watchAccess({ readActor, permission: 'export tickets', patience: PATIENCE })
}
