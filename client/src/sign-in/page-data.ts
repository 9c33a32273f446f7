import type { SignInPageDto } from '#shared/sign-in.ts'

/** Reads what the server wrote into the page. In development there is no such server, and the result is empty. */
export function readPage(json: string | null | undefined): Partial<SignInPageDto> {
  const page: unknown = JSON.parse(json || '{}')
  return typeof page === 'object' && page ? page : {}
}

/** Returns the path of the API. It is below the page's own path, the only path that gets the cookie of the sign-in. */
export function apiPathOf(pagePath: string): string | undefined {
  const uid = /^\/sign-in\/([\w-]+)\/?$/.exec(pagePath)?.[1]
  return uid && `/sign-in/${uid}/api`
}
