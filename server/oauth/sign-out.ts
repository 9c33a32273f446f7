import type { SignInProgressDto } from '#shared/sign-in.ts'
import type { SignIn } from './sign-in.ts'
import { PATHS } from './provider.ts'

/** Ends the browser's session and starts the client's request anew, for somebody else to sign in. */
export async function signOut({
  issuer,
  interaction,
  request,
  response,
}: SignIn): Promise<SignInProgressDto> {
  const { provider, origin } = issuer
  const session = await provider.Session.get(provider.createContext(request, response))
  await session.destroy()
  await interaction.destroy()
  const again = new URL(PATHS.authorization, origin)
  for (const [name, value] of Object.entries(interaction.params)) {
    for (const each of [value].flat()) if (typeof each === 'string') again.searchParams.append(name, each)
  }
  return { redirectTo: again.href }
}
