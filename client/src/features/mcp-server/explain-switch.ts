import { type McpServerSettings, resourceUrlSchema } from '#shared/mcp-server.ts'

type SignInSettings = Pick<McpServerSettings, 'authMode' | 'resourceUrl'>

interface Consequences {
  title: string
  sentences: string[]
}

/** What saving another mode or another address does to a server that is in use; nothing where nothing changes. */
export function explainSwitch(saved: SignInSettings, next: SignInSettings): Consequences | undefined {
  if (saved.authMode === 'email' && next.authMode === 'oauth') {
    const sentences = [
      'Save first, then add the middleware to your server: the code is under “Keys”. Until then the server stays open as it is, and its tickets come without a contact.',
      'With the middleware, users sign in before they reach your tools. The support tool no longer asks for an e-mail address.',
    ]
    if (saved.resourceUrl === null) return { title: 'Users will sign in', sentences }
    const kept = hasMoved(saved, next)
      ? 'The address is another one than before: everybody signs in again.'
      : 'Sign-ins from the time before work again.'
    return { title: 'Users will sign in', sentences: [...sentences, kept] }
  }
  if (saved.authMode === 'oauth' && next.authMode === 'email') {
    return {
      title: 'Nobody will sign in any more',
      sentences: [
        'Nobody can sign in or renew their access, and tickets come with an e-mail address or none. Take the middleware out of your server, or it lets nobody in.',
        'Sign-ins are kept and work again after switching back.',
      ],
    }
  }
  if (next.authMode === 'oauth' && hasMoved(saved, next)) {
    return {
      title: 'Everybody will sign in again',
      sentences: [
        "All sessions end when you save, because tokens for the old address are good for nothing. Change the address in your server's code at the same time.",
      ],
    }
  }
  return undefined
}

/** As it would be stored: a slash or a capital more is the same address. */
function hasMoved(saved: SignInSettings, next: SignInSettings): boolean {
  const { data } = resourceUrlSchema.safeParse(next.resourceUrl)
  return data !== undefined && data !== saved.resourceUrl
}
