import { interactionPolicy } from './oidc-provider.ts'

/**
 * Asks the user for consent at every authorization, also when the client has consent already. Anybody can register a
 * client, so without this page, a click on a link in an e-mail could give its sender a code.
 */
export function consentAlways() {
  const policy = interactionPolicy.base()
  // A browser may still be signed in when its user is disabled. The library would go on to consent, and fail there.
  policy
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check('user_gone', 'the end-user is no longer let in', 'login_required', (ctx) =>
        ctx.oidc.session?.accountId && !ctx.oidc.account
          ? interactionPolicy.Check.REQUEST_PROMPT
          : interactionPolicy.Check.NO_NEED_TO_PROMPT,
      ),
    )
  const consent = policy.get('consent')
  consent?.checks.remove('native_client_prompt')
  consent?.checks.add(
    new interactionPolicy.Check(
      'always_asked',
      'the end-user is asked every time',
      'interaction_required',
      (ctx) =>
        ctx.oidc.result?.consent
          ? interactionPolicy.Check.NO_NEED_TO_PROMPT
          : interactionPolicy.Check.REQUEST_PROMPT,
    ),
  )
  return policy
}
