/*
 * What the authorization server is measured against: the library alone, with its own store in memory, that believes
 * whoever signs in. No password, no encryption, no tenant. It listens where its issuer's URL says. With `DATABASE_URL`, it
 * also sends the statements that the platform sends in each step for the MCP server `SLUG`.
 */
import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyInstance } from 'fastify'
import { exportJWK, generateKeyPair } from 'jose'
import { errors, interactionPolicy, Provider } from 'oidc-provider'
import { openStatements, type Step } from './statements.ts'

const { ISSUER = '', RESOURCE = '', DATABASE_URL, SLUG = '' } = process.env
const send = DATABASE_URL === undefined ? async () => {} : await openStatements(DATABASE_URL, SLUG)

const app = await buildLibrary(ISSUER)
await app.listen({ host: '127.0.0.1', port: Number(new URL(ISSUER).port) })
process.stdout.write('listens\n')

/** Asks the user about every authorization, as ours does. */
function consentAlways() {
  const policy = interactionPolicy.base()
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

/** By the library's name of a route, or the grant of a token request. */
const STEPS: Record<string, Step | undefined> = {
  authorization: 'authorize',
  resume: 'resume',
  authorization_code: 'code',
  refresh_token: 'refresh',
}

async function buildLibrary(origin: string): Promise<FastifyInstance> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const provider = new Provider(origin, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'k', alg: 'ES256', use: 'sig' }] },
    routes: { authorization: '/oauth/authorize', token: '/oauth/token', registration: '/oauth/register' },
    cookies: { keys: ['bench'] },
    ttl: {
      AccessToken: 600,
      Interaction: 600,
      Session: 600,
      Grant: 600,
      RefreshToken: 600,
      AuthorizationCode: 60,
    },
    scopes: ['mcp'],
    clientDefaults: {
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      id_token_signed_response_alg: 'ES256',
    },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    interactions: { url: (_ctx, { uid }) => `/sign-in/${uid}`, policy: consentAlways() },
    issueRefreshToken: () => true,
    expiresWithSession: () => false,
    extraTokenClaims: (_ctx, token) => ('grantId' in token ? { sid: token.grantId } : undefined),
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true, idFactory: () => randomUUID(), issueRegistrationAccessToken: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo(_ctx, resource) {
          if (resource !== RESOURCE) throw new errors.InvalidTarget()
          return {
            scope: 'mcp',
            audience: RESOURCE,
            accessTokenTTL: 600,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'ES256' } },
          }
        },
      },
    },
  })
  provider.use(async (ctx, next) => {
    await next()
    const { route, params } = ctx.oidc ?? {}
    const step = STEPS[String(route === 'token' ? params?.grant_type : route)]
    if (step) await send(step)
  })
  const handle = provider.callback()
  const app = Fastify()
  app.get('/sign-in/:uid/api', async ({ raw }, reply) => {
    const { prompt } = await provider.interactionDetails(raw, reply.raw)
    await send('page')
    return { step: prompt.name === 'consent' ? 'consent' : 'sign-in' }
  })
  app.post('/sign-in/:uid/api/sign-up', async ({ raw, body }, reply) => {
    const login = { accountId: (body as { email: string }).email }
    return { redirectTo: await provider.interactionResult(raw, reply.raw, { login }) }
  })
  app.post('/sign-in/:uid/api/consent', async ({ raw }, reply) => {
    const { session, params, grantId } = await provider.interactionDetails(raw, reply.raw)
    const { accountId = '' } = session ?? {}
    const earlier = grantId ? await provider.Grant.find(grantId) : undefined
    const grant = earlier ?? new provider.Grant({ accountId, clientId: String(params.client_id) })
    grant.addOIDCScope('mcp')
    grant.addResourceScope(RESOURCE, 'mcp')
    const consent = { grantId: await grant.save() }
    await send('consent')
    return { redirectTo: await provider.interactionResult(raw, reply.raw, { consent }) }
  })
  await app.register(async (protocol) => {
    protocol.removeAllContentTypeParsers()
    protocol.addContentTypeParser('*', (_request, _payload, done) => done(null))
    protocol.all('/oauth/*', async ({ raw }, reply) => {
      reply.hijack()
      await handle(raw, reply.raw)
    })
  })
  return app
}
