import type { McpObs } from '../attach/create-mcp-obs.ts'
import type { AccessGuard } from './access-guard.ts'
import { AccessTokenError } from './access-token-error.ts'
import { toResponse, writeAnswer } from './answer.ts'
import { readCredentials, splitUrl, type NodeHandler } from './node-request.ts'
import type { ResourceMetadata } from './resource-metadata.ts'
import type { VerifiedAuthInfo, VerifyAccessToken } from './verify-access-token.ts'

/** What the MCP SDK's own `requireBearerAuth` takes, in v1 and v2. */
export interface BearerAuthOptions {
  verifier: { verifyAccessToken: VerifyAccessToken }
  requiredScopes: string[]
  resourceMetadataUrl?: string
  expectedResource?: URL
}

/**
 * The result of `authenticate`: either who calls, or what to answer instead. A request without `authInfo` must not
 * reach the server. There are two fields, because `instanceof Response` is false for responses of some frameworks.
 */
export type Authentication =
  | { readonly authInfo: VerifiedAuthInfo; readonly response?: never }
  | { readonly authInfo?: never; readonly response: Response }

/** Adds the support tools to MCP servers and checks access tokens for them. Made by `protectResource`. */
export interface ProtectedMcpObs extends McpObs {
  /** The metadata document (RFC 9728 §2), for hosts that serve it themselves. Nothing if the setup is not valid. */
  readonly metadata: ResourceMetadata | undefined
  /** Where clients find the document. Challenges name this URL. Nothing if the setup is not valid. */
  readonly metadataUrl: string | undefined

  /**
   * Checks one access token (RFC 9068 §4): signature, type, issuer, audience and expiry. Scopes are not checked.
   *
   * @param token the part after `Bearer ` in the header `Authorization`.
   * @throws {AccessTokenError} and no other error.
   * @example
   * const { extra, scopes } = await obs.verifyAccessToken(token)
   * console.error(`called by ${extra.sub} with ${scopes.join(' ')}`)
   */
  verifyAccessToken(token: string): Promise<VerifiedAuthInfo>

  /**
   * Checks a request, for servers with a fetch handler. Returns who calls, or the response to send instead: 401
   * without a token or with one that is not valid, 403 if a scope is missing, 400 for a malformed request (RFC 6750
   * §3.1), and 503 while tokens cannot be checked. Never rejects.
   *
   * @param scopes all scopes that this operation needs. Default: the option `scopes`.
   * @example
   * const { authInfo, response } = await obs.authenticate(request)
   * return authInfo ? handler.fetch(request, { authInfo }) : response
   */
  authenticate(request: Request, scopes?: readonly string[]): Promise<Authentication>

  /**
   * The response to a request for the metadata document, or nothing for any other request. The document is public, so
   * call this before `authenticate`.
   *
   * @example
   * const metadata = obs.metadataResponse(request)
   * if (metadata) return metadata
   */
  metadataResponse(request: Request): Response | undefined

  /**
   * Creates a handler that checks a request, for `node:http`, Express and similar frameworks. It sets `request.auth`
   * and calls the next handler, or it sends the same response as `authenticate`.
   *
   * @param scopes all scopes that this operation needs. Default: the option `scopes`.
   * @example
   * app.use('/mcp', obs.requireToken())
   */
  requireToken(scopes?: readonly string[]): NodeHandler

  /**
   * A handler that answers requests for the metadata document and passes all others on. Put it before `requireToken`.
   *
   * @example
   * app.use(obs.serveMetadata)
   */
  readonly serveMetadata: NodeHandler

  /**
   * Options for the MCP SDK's own `requireBearerAuth`, for hosts that keep using it.
   *
   * @param toInvalidToken creates the error that `requireBearerAuth` answers with a 401. The class has to come from the
   * host's own copy of the MCP SDK. In v2: `(message) => new OAuthError(OAuthErrorCode.InvalidToken, message)`.
   * @example
   * app.use('/mcp', requireBearerAuth(obs.bearerAuthOptions((message) => new InvalidTokenError(message))))
   */
  bearerAuthOptions(toInvalidToken: (message: string) => Error): BearerAuthOptions
}

/**
 * @param obs what adds the support tools.
 * @param guard what checks the tokens.
 * @param scopes the scopes that an operation needs by default.
 * @param checkDashboard called with each request.
 */
export function createProtectedMcpObs(
  obs: McpObs,
  guard: AccessGuard,
  scopes: readonly string[],
  checkDashboard: () => Promise<void>,
): ProtectedMcpObs {
  const { metadata, metadataUrl, resource, verify } = guard
  const check: AccessGuard['check'] = async (credentials, needed) => {
    const [access] = await Promise.all([guard.check(credentials, needed), checkDashboard()])
    return access
  }
  return {
    attach: (server) => obs.attach(server),
    wrapFactory: (build) => obs.wrapFactory(build),
    wrapTransport: (transport) => obs.wrapTransport(transport),
    wrapServer: (server) => obs.wrapServer(server),
    close: (timeoutMs) => obs.close(timeoutMs),
    metadata,
    metadataUrl,
    verifyAccessToken: verify,

    async authenticate(request, needed = scopes) {
      const authorization = request.headers.get('authorization')
      const query = new URL(request.url).search.slice(1)
      const access = await check(
        { authorization: authorization === null ? [] : [authorization], query },
        needed,
      )
      return access.authInfo ? access : { response: toResponse(access.refusal) }
    },
    metadataResponse({ method, url, headers }) {
      const requestedHeaders = headers.get('access-control-request-headers') ?? undefined
      const answer = guard.showMetadata({ method, path: new URL(url).pathname, requestedHeaders })
      return answer && toResponse(answer)
    },

    requireToken:
      (needed = scopes) =>
      async (request, response, next) => {
        const access = await check(readCredentials(request), needed)
        if (!access.authInfo) return writeAnswer(response, access.refusal)
        request.auth = access.authInfo
        next()
      },
    async serveMetadata(request, response, next) {
      const requestedHeaders = request.headers['access-control-request-headers']?.toString()
      const { path } = splitUrl(request)
      const answer = guard.showMetadata({ method: request.method, path, requestedHeaders })
      if (answer) writeAnswer(response, answer)
      else next()
    },

    bearerAuthOptions: (toInvalidToken) => ({
      verifier: {
        async verifyAccessToken(token) {
          try {
            const [authInfo] = await Promise.all([verify(token), checkDashboard()])
            return authInfo
          } catch (error) {
            if (error instanceof AccessTokenError && error.code === 'invalid_token')
              throw toInvalidToken(error.message)
            throw error
          }
        },
      },
      requiredScopes: [...scopes],
      ...(metadataUrl !== undefined && { resourceMetadataUrl: metadataUrl }),
      ...(resource && { expectedResource: resource }),
    }),
  }
}
