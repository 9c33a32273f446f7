import { interactionPolicy } from './oidc-provider.ts'

/**
 * Asks the user about every authorization, also when the client was let in before: anybody can register a client, and
 * this page is all that stands between a link in an e-mail and a code for its sender.
 */
export function consentAlways() {
  const policy = interactionPolicy.base()
  // A browser may be signed in for longer than its user is let in; the library would go on to consent, and fail there.
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
