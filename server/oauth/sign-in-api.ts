import { endUserPasswordChangeInput, endUserSignInInput, endUserSignUpInput } from '#shared/sign-in.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { KNOWN_SECONDS } from '../domain/account/known-marks.ts'
import { SignInBrowser } from '../domain/account/sign-in-browser.ts'
import { SignInThrottle } from '../domain/account/sign-in-throttle.ts'
import { changeEndUserPassword } from '../domain/end-user/change-end-user-password.ts'
import { signInEndUser } from '../domain/end-user/sign-in-end-user.ts'
import { signUpEndUser } from '../domain/end-user/sign-up-end-user.ts'
import { DomainError } from '../domain/errors.ts'
import { deviceCookie } from '../http/device-cookie.ts'
import { networkOf } from '../http/network-of.ts'
import type { RenderSignInPage } from '../http/sign-in-page.ts'
import { grantConsent } from './grant-consent.ts'
import type { ServerIssuer } from './issuers.ts'
import { presentStep } from './present-step.ts'
import { refuseOtherOrigins } from './same-page.ts'
import { SignIn } from './sign-in.ts'
import { signOut } from './sign-out.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The sign-in under way that both the path and the cookie name. */
    signIn: SignIn
  }
}

const PAGE = '/sign-in/:uid'
const API = `${PAGE}/api`

/**
 * The page of a sign-in and its API. The API is under the page's own path because browsers send the cookie that names
 * the sign-in to no other path. Each POST answers with the next address.
 */
export async function signInApi(
  app: FastifyInstance,
  { renderPage, signUpsPerHour }: { renderPage: RenderSignInPage; signUpsPerHour: number },
): Promise<void> {
  const throttle = new SignInThrottle(signUpsPerHour, app.makeLimiter)
  const cookieOf = ({ origin }: ServerIssuer) => deviceCookie(origin, KNOWN_SECONDS)
  const browserOf = (request: FastifyRequest) => {
    const { scope, server } = request.issuer
    return new SignInBrowser({
      throttle,
      settings: scope.settings,
      now: scope.now,
      mcpServerId: server.mcpServerId,
      cookie: cookieOf(request.issuer).read(request),
      network: networkOf(request.ip),
    })
  }
  app.decorateRequest('signIn')

  app.get(PAGE, async (request, reply) => {
    await findSignIn(request, reply)
    const { html, headers } = renderPage({ serverName: request.issuer.server.name })
    return reply.headers(headers).send(html)
  })
  // Without a sign-in under way, people read how to begin one.
  app.get('/sign-in', () => {
    throw new DomainError('sign-in-expired')
  })

  await app.register(async (api) => {
    api.addHook('onRequest', async (request) => refuseOtherOrigins(request, request.issuer.origin))
    api.addHook('preHandler', async (request, reply) => {
      reply.header('cache-control', 'no-store')
      request.signIn = await findSignIn(request, reply)
    })

    api.get(API, ({ signIn }) => presentStep(signIn))

    api.post(`${API}/sign-in`, async (request, reply) => {
      const { body, signIn, issuer } = request
      signIn.expect('login')
      const input = endUserSignInInput.parse(body)
      const { scope, server } = issuer
      const startedAt = Date.now()
      const browser = browserOf(request)
      const user = await signInEndUser(scope, server.mcpServerId, input, browser)
      cookieOf(issuer).write(reply, browser.cookie)
      return signIn.logIn(user, startedAt)
    })

    api.post(`${API}/sign-up`, async (request, reply) => {
      const { body, signIn, issuer } = request
      signIn.expect('login')
      const input = endUserSignUpInput.parse(body)
      const { scope, server } = issuer
      const startedAt = Date.now()
      const browser = browserOf(request)
      const user = await signUpEndUser(scope, server.mcpServerId, input, browser)
      cookieOf(issuer).write(reply, browser.cookie)
      return signIn.logIn(user, startedAt)
    })

    api.post(`${API}/change-password`, async (request, reply) => {
      const { body, signIn, issuer } = request
      signIn.expect('login')
      const input = endUserPasswordChangeInput.parse(body)
      const { scope, server } = issuer
      const startedAt = Date.now()
      const browser = browserOf(request)
      const user = await changeEndUserPassword(scope, server.mcpServerId, input, browser)
      cookieOf(issuer).write(reply, browser.cookie)
      return signIn.logIn(user, startedAt)
    })

    api.post(`${API}/consent`, ({ signIn }) => grantConsent(signIn))
    api.post(`${API}/cancel`, ({ signIn }) => signIn.fail('access_denied', 'the end-user declined'))
    api.post(`${API}/sign-out`, ({ signIn }) => signOut(signIn))
  })
}

/** @throws DomainError `sign-in-expired` */
function findSignIn({ issuer, raw, params }: FastifyRequest, reply: FastifyReply): Promise<SignIn> {
  return SignIn.find(issuer, raw, reply.raw, (params as { uid: string }).uid)
}
