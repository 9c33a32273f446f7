import type { PlatformContext } from '../context.ts'
import { Sessions } from './sessions.ts'

/** Ends the session with this secret. A session that is not there is no error. */
export async function signOut(ctx: PlatformContext, secret: string): Promise<void> {
  await new Sessions(ctx.em).end(secret)
}
