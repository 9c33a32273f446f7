import type { McpServerSettings } from '#shared/mcp-server.ts'
import { storedResource } from './server-form-values.ts'

type SignInSettings = Pick<McpServerSettings, 'authMode' | 'resourceUrl'>

interface Consequences {
  title: string
  sentences: string[]
}

/** Explains what saving another mode or address does to an MCP server in use. Returns undefined if nothing changes. */
export function explainSwitch(saved: SignInSettings, next: SignInSettings): Consequences | undefined {
  if (saved.authMode === 'email' && next.authMode === 'oauth') {
    const sentences = [
      'Save first, then add the middleware to your server: the code is on this server’s page. Until you add it, the server stays open to everybody, and its tickets have no contact.',
      'With the middleware, users sign in before they can use your tools. The support tool no longer asks for an e-mail address.',
    ]
    if (saved.resourceUrl === null) return { title: 'Users will sign in', sentences }
    const kept = hasMoved(saved, next)
      ? 'The address is new, so everybody signs in again.'
      : 'Earlier sign-ins work again.'
    return { title: 'Users will sign in', sentences: [...sentences, kept] }
  }
  if (saved.authMode === 'oauth' && next.authMode === 'email') {
    return {
      title: 'Nobody will sign in any more',
      sentences: [
        'Nobody can sign in or renew their access. Tickets have an e-mail address or no contact. Remove the middleware from your server, or nobody can use it.',
        'Sign-ins are kept and work again after switching back.',
      ],
    }
  }
  if (next.authMode === 'oauth' && hasMoved(saved, next)) {
    return {
      title: 'Everybody will sign in again',
      sentences: [
        "All sessions end when you save, because tokens are valid for the old address only. Change the address in your server's code at the same time.",
      ],
    }
  }
  return undefined
}

/** Compares the addresses as they are stored, so that only a real change counts. */
function hasMoved(saved: SignInSettings, next: SignInSettings): boolean {
  const address = storedResource(next.resourceUrl)
  return address !== undefined && address !== saved.resourceUrl
}
