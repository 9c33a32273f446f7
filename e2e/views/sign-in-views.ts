import type { Page } from 'playwright-core'
import { signIn, signUp } from '#testkit/browser/sign-in-pages.ts'
import { ANA, type SeededSignIn, openConsent } from '#testkit/seed/seeded-sign-in.ts'

/** A step, an error or a state of the sign-in pages. */
export interface SignInView {
  name: string
  /** The answers this view exists for, which the browser reports as errors. */
  answers?: number[]
  open(page: Page, desk: SeededSignIn): Promise<void>
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()

async function start(page: Page, { clients }: SeededSignIn): Promise<void> {
  await page.goto(clients.web.authorizationUrl().href)
  await heading(page, 'Sign in to Shop Orders')
}

async function startAnew(page: Page, desk: SeededSignIn): Promise<void> {
  await start(page, desk)
  await button(page, 'Create an account').click()
  await heading(page, 'Create an account for Shop Orders')
}

export const SIGN_IN_VIEWS: SignInView[] = [
  {
    name: 'end-user-sign-in',
    async open(page, desk) {
      await start(page, desk)
      await page.getByText('Forgot your password?').click()
      await page.getByText('Ask the people who run Shop Orders').waitFor()
    },
  },
  {
    name: 'end-user-sign-in-incomplete',
    answers: [422],
    async open(page, desk) {
      await start(page, desk)
      await button(page, 'Sign in').click()
      await page.getByText('Enter your password.').waitFor()
    },
  },
  {
    name: 'end-user-sign-in-refused',
    answers: [401],
    async open(page, desk) {
      await start(page, desk)
      await signIn(page, 'nobody@example.com', 'not the password')
      await page.getByText('The e-mail address or the password is not right.').waitFor()
    },
  },
  {
    name: 'end-user-sign-in-too-often',
    answers: [401, 429],
    async open(page, desk) {
      await start(page, desk)
      const answers = page.getByText(/^(Too many attempts|The e-mail address or the password)/)
      const refused = page.getByText(/^Too many attempts\. Try again in \d+ seconds?\.$/)
      // Each wrong password doubles the wait, so that one of them comes too early on the slowest machine.
      do {
        await signIn(page, 'guessed@example.com', 'a guess')
        await answers.waitFor()
      } while (!(await refused.isVisible()))
    },
  },
  { name: 'end-user-sign-up', open: startAnew },
  {
    name: 'end-user-sign-up-incomplete',
    answers: [422],
    async open(page, desk) {
      await startAnew(page, desk)
      await button(page, 'Create account').click()
      await page.getByText('Use at least 12 characters.').waitFor()
    },
  },
  {
    name: 'end-user-sign-up-taken',
    answers: [409],
    async open(page, desk) {
      await start(page, desk)
      await signUp(page, ANA)
      await page.getByText('There is already an account with this e-mail address.').waitFor()
    },
  },
  {
    name: 'end-user-change-password',
    answers: [422],
    async open(page, desk) {
      await start(page, desk)
      await button(page, 'Change your password').click()
      await heading(page, 'Change your password for Shop Orders')
      await button(page, 'Change password and go on').click()
      await page.getByText('Use at least 12 characters.').waitFor()
    },
  },
  {
    name: 'end-user-replace-given-password',
    answers: [403],
    async open(page, desk) {
      await start(page, desk)
      await signIn(page, desk.given.email, desk.given.password)
      await heading(page, 'Choose a new password')
    },
  },
  { name: 'consent-web', open: (page, { clients }) => openConsent(page, clients.web) },
  {
    name: 'consent-loopback',
    async open(page, { clients }) {
      await openConsent(page, clients.loopback)
      await page.getByText('This sends you to a program on your own computer.').waitFor()
    },
  },
  {
    name: 'consent-app',
    async open(page, { clients }) {
      await openConsent(page, clients.app)
      await page.getByText('cursor://', { exact: true }).waitFor()
    },
  },
  { name: 'consent-hostile', open: (page, { clients }) => openConsent(page, clients.hostile) },
  {
    name: 'consent-known-domain',
    async open(page, { clients }) {
      // A document that identifies a client is fetched from the public internet only, so its domain is put in here.
      await page.route('**/sign-in/*/api', async (route) => {
        const step = (await (await route.fetch()).json()) as { client: object }
        await route.fulfill({ json: { ...step, client: { ...step.client, domain: 'client.example' } } })
      })
      await openConsent(page, clients.web)
      await page.getByText('Identified by its domain').or(page.getByLabel('E-mail address')).waitFor()
    },
  },
  {
    name: 'connected-app',
    async open(page, { clients }) {
      await openConsent(page, clients.app)
      await button(page, 'Allow').click()
      // On a slow machine, the browser wants another click.
      const goBack = page.getByRole('button', { name: 'Go back to' })
      await page.getByText(/this window can be closed|opens apps only/).waitFor()
      if (await goBack.isVisible()) await goBack.click()
      await page.getByText('this window can be closed').waitFor()
    },
  },
  {
    name: 'held-app',
    async open(page, { clients }) {
      await page.addInitScript(() =>
        Object.defineProperty(navigator, 'userActivation', { value: { isActive: false } }),
      )
      await openConsent(page, clients.app)
      await button(page, 'Allow').click()
      await heading(page, 'One more click')
    },
  },
  {
    name: 'connected-web',
    async open(page, { clients }) {
      await openConsent(page, clients.web)
      // An answer without content leaves the browser where it is, as a slow one does for a while.
      await page.route('**/oauth/authorize/*', (route) => route.fulfill({ status: 204 }))
      await button(page, 'Allow').click()
      await page.getByText('Taking you to client.example').waitFor()
    },
  },
  {
    name: 'cancelled-app',
    async open(page, { clients }) {
      await openConsent(page, clients.app)
      await button(page, 'Cancel').click()
      await heading(page, 'Cancelled')
    },
  },
  {
    name: 'sign-in-expired',
    answers: [404],
    async open(page, { issuer }) {
      await page.goto(`${issuer}/sign-in/V1StGXR8_Z5jdHi6B-myT`)
      await heading(page, 'This sign-in has expired')
    },
  },
  {
    name: 'sign-in-nowhere',
    answers: [404],
    async open(page, { issuer }) {
      await page.goto(`${issuer}/sign-in`)
      await heading(page, 'This sign-in has expired')
    },
  },
  {
    name: 'error-expired',
    answers: [400],
    async open(page, { issuer }) {
      await page.goto(`${issuer}/oauth/authorize/V1StGXR8_Z5jdHi6B-myT`)
      await heading(page, 'This sign-in has expired')
    },
  },
  {
    name: 'error-redirect-uri',
    answers: [400],
    async open(page, { clients }) {
      await page.goto(clients.web.authorizationUrl({ redirect_uri: 'https://evil.example/</script>' }).href)
      await heading(page, 'This app wants to send you to an unknown address')
      await page.getByText('Technical details').click()
      await page.getByText('invalid_redirect_uri').waitFor()
    },
  },
  {
    name: 'error-client',
    answers: [400],
    async open(page, { clients }) {
      await page.goto(clients.web.authorizationUrl({ client_id: 'nobody' }).href)
      await heading(page, 'This app is not known here')
    },
  },
  {
    name: 'error-request',
    answers: [400],
    async open(page, { clients }) {
      await page.goto(`${clients.web.authorizationUrl().href}&client_id=twice`)
      await heading(page, 'The app’s request cannot be used')
    },
  },
]
