import type { SignInPageDto } from '#shared/sign-in.ts'

/** What the server wrote into the page; without a server behind it, as in development, there is nothing. */
export function readPage(json: string | null | undefined): Partial<SignInPageDto> {
  const page: unknown = JSON.parse(json || '{}')
  return typeof page === 'object' && page ? page : {}
}

/** Where the API of the sign-in under way is: below its page, as far as its cookie goes. */
export function apiPathOf(pagePath: string): string | undefined {
  const uid = /^\/sign-in\/([\w-]+)\/?$/.exec(pagePath)?.[1]
  return uid && `/sign-in/${uid}/api`
}
