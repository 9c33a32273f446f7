import type { SignInProgressDto } from '#shared/sign-in.ts'
import type { SignIn } from './sign-in.ts'
import { PATHS } from './paths.ts'

/** Ends the browser's session and repeats the client's request, so that another user can sign in. */
export async function signOut(signIn: SignIn): Promise<SignInProgressDto> {
  const { issuer, interaction } = signIn
  await signIn.endSession()
  await interaction.destroy()
  const again = new URL(PATHS.authorization, issuer.origin)
  for (const [name, value] of Object.entries(interaction.params)) {
    for (const each of [value].flat()) if (typeof each === 'string') again.searchParams.append(name, each)
  }
  return { redirectTo: again.href }
}
