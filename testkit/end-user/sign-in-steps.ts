import type { SignInProgressDto, SignInStepDto } from '#shared/sign-in.ts'
import type { HttpResponse } from '../http/send.ts'
import { PASSWORD } from '../staff/staff.ts'
import type { ScriptedBrowser } from './scripted-browser.ts'

/** Opens an authorization request. @returns the address of the sign-in page it leads to */
export async function openRequest(browser: ScriptedBrowser, authorizationUrl: URL): Promise<URL> {
  return locationOf(await browser.get(authorizationUrl), authorizationUrl)
}

/** Posts to the API of a sign-in page and follows the redirect of the answer. @returns where the browser is then */
export async function act(
  browser: ScriptedBrowser,
  page: URL,
  action: string,
  payload: object = {},
): Promise<URL> {
  const response = await browser.post(`${page.href}/api/${action}`, payload)
  if (response.statusCode !== 200) throw new Error(`${action}: ${response.statusCode} ${response.body}`)
  return locationOf(await browser.get(response.json<SignInProgressDto>().redirectTo), page)
}

/** Signs up or in, or is signed in already, and consents. @returns the address at the client, with the code */
export async function authorize(
  browser: ScriptedBrowser,
  authorizationUrl: URL,
  { name, email }: { name: string; email: string },
): Promise<URL> {
  let page = await openRequest(browser, authorizationUrl)
  const { step } = (await browser.get(`${page.href}/api`)).json<SignInStepDto>()
  const login = { email, password: PASSWORD }
  if (step === 'sign-in')
    page = await act(browser, page, 'sign-up', { name, ...login }).catch(() =>
      act(browser, page, 'sign-in', login),
    )
  return act(browser, page, 'consent')
}

function locationOf({ statusCode, headers, body }: HttpResponse, from: URL): URL {
  if (statusCode !== 303 || !headers.location) {
    throw new Error(`${from.pathname} does not redirect: ${statusCode} ${body}`)
  }
  return new URL(String(headers.location), from)
}
