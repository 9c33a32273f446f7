import { findChromium } from '#testkit/browser/chromium.ts'
import { raiseTicketSignedIn, type Story } from './end-user.ts'
import type { Login } from './logins.ts'
import { indent, say } from './say.ts'
import { signInByBrowser } from './sign-in-by-browser.ts'

/**
 * Lets a user sign in and raise a ticket: in a browser that a script drives, or else by whoever watches the demo. Nothing
 * waits for the latter. Their ticket is shown when they have signed in.
 *
 * @param order the arguments of `get_order`.
 * @param show is called with the ticket
 */
export async function tellSignedInStory(
  resourceUrl: string,
  user: Login,
  order: object,
  show: (story: Story) => void,
): Promise<void> {
  if (findChromium()) {
    show(
      await raiseTicketSignedIn(
        resourceUrl,
        async (url) => {
          await signInByBrowser(url, user)
          say(indent(`${user.email} signed in and allowed it, in a headless browser`))
        },
        order,
      ),
    )
    return
  }
  const asked = Promise.withResolvers<void>()
  const visit = async (url: URL) => {
    say(
      indent(
        'This machine has no Chromium that could do it. To see it, open this address, create an account',
      ),
    )
    say(indent('and allow the client. Its ticket is then shown here:'))
    say(indent(url.href))
    asked.resolve()
  }
  const story = raiseTicketSignedIn(resourceUrl, visit, order)
  story.then(show).catch(({ message }: Error) => say(indent(`The sign-in has ended: ${message}`)))
  await Promise.race([asked.promise, story])
}
