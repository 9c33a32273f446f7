import { readEnvironment } from '../platform/environment.ts'
import { createMcpObs, type McpObs } from '../attach/create-mcp-obs.ts'
import { openClient } from '../capture/client.ts'
import { parseDsn, type Dsn } from '../wire/dsn.ts'
import { guardLogger, stderrLogger } from '../platform/logger.ts'
import type { McpObsOptions } from '../attach/options.ts'
import { toResponse, writeAnswer } from './answer.ts'
import { AccessTokenError } from './access-token-error.ts'
import { closeGate, openGate, type Gate } from './gate.ts'
import { readCredentials, splitUrl, type NodeHandler } from './node-request.ts'
import type { ResourceMetadata } from './resource-metadata.ts'
import { parseResource } from '../wire/resource-url.ts'
import { watchDashboard } from './watch-dashboard.ts'
import type { VerifiedAuthInfo, VerifyAccessToken } from './verify-access-token.ts'

const DEFAULT_SCOPES = ['mcp']
const DEFAULT_TIMEOUT_MS = 5_000
const MAX_TIMEOUT_MS = 60_000

export interface ProtectResourceOptions extends McpObsOptions {
  /**
   * The URL of the MCP endpoint as clients reach it, the same as in the dashboard: `https://mcp.acme.com/mcp`. Tokens
   * are accepted that were issued for it, and no others. `http` only for `localhost`, `*.localhost` and `127.0.0.1`.
   */
  resource: string | URL
  /** Scopes that every request needs. Default `['mcp']`. */
  scopes?: readonly string[]
  /** What clients may call this server when they ask a user to sign in. */
  resourceName?: string
  /** Longest wait for the platform's keys, in milliseconds. Default 5,000. */
  timeoutMs?: number
}

/** What the official `requireBearerAuth` takes, in both generations of the MCP SDK. */
export interface BearerAuthOptions {
  verifier: { verifyAccessToken: VerifyAccessToken }
  requiredScopes: string[]
  resourceMetadataUrl?: string
  expectedResource?: URL
}

/**
 * Either who calls, or the answer to them. Two fields and no `instanceof Response`, which there are frameworks to make
 * false of a response: whoever has no `authInfo` stays out.
 */
export type Authentication =
  | { readonly authInfo: VerifiedAuthInfo; readonly response?: never }
  | { readonly authInfo?: never; readonly response: Response }

export interface ProtectedMcpObs extends McpObs {
  /** The metadata document (RFC 9728 §2), for those who serve it themselves. Nothing if the setup is not valid. */
  readonly metadata: ResourceMetadata | undefined
  /** Where clients look for it, and where challenges send them. */
  readonly metadataUrl: string | undefined

  /**
   * Checks one access token (RFC 9068 §4): signature, type, issuer, audience, validity in time.
   *
   * @param token as in `Authorization: Bearer <token>`. Scopes are left to the caller.
   * @throws {AccessTokenError} and nothing else.
   */
  verifyAccessToken(token: string): Promise<VerifiedAuthInfo>

  /**
   * For servers with a fetch handler: who calls, or else what to answer them. 401 without a token or with a bad one, 403
   * if a scope is missing, 400 for a malformed request (RFC 6750 §3.1), and 503 while tokens cannot be checked.
   *
   * @param scopes all that this operation needs. Default: the scopes of the resource.
   */
  authenticate(request: Request, scopes?: readonly string[]): Promise<Authentication>
  /** The metadata document, if that is what is asked for. It is public: look for it before `authenticate`. */
  metadataResponse(request: Request): Response | undefined

  /** The same for `node:http`, Express and the like: sets `request.auth` and goes on, or answers as `authenticate`. */
  requireToken(scopes?: readonly string[]): NodeHandler
  /** Answers requests for the metadata document and goes on with all others. Belongs before `requireToken`. */
  readonly serveMetadata: NodeHandler

  /**
   * For hosts that keep the MCP SDK's own `requireBearerAuth`.
   *
   * @param toInvalidToken makes the error by which that knows a bad token. It has to come from the app's own copy of the
   * MCP SDK: `(message) => new InvalidTokenError(message)` in v1, and in v2
   * `(message) => new OAuthError(OAuthErrorCode.InvalidToken, message)`.
   */
  bearerAuthOptions(toInvalidToken: (message: string) => Error): BearerAuthOptions
}

/**
 * Protects an MCP server with the sign-in of its support desk (MCP authorization, role of the resource server), and
 * connects it to that desk: one configuration for both. Tickets then know who raised them.
 *
 * Does no I/O by itself. Never throws: with a setup that is not valid it says so in one line on stderr and answers every
 * request with 503, for an unprotected server would be worse than one that is down.
 *
 * @param options those of `createMcpObs`, and what is protected.
 */
export function protectResource(options: ProtectResourceOptions): ProtectedMcpObs {
  const logger = guardLogger(options.logger ?? stderrLogger)
  const scopes = (options.scopes ?? DEFAULT_SCOPES).filter(isForResource)
  const setup = readSetup(options)
  if ('fault' in setup) {
    logger.warn(`every request is refused with 503: ${setup.fault}`)
    return addFaces(createMcpObs({ dsn: '' }), closeGate(), scopes, () => Promise.resolve())
  }

  const { dsn, resource } = setup
  const gate = openGate({
    issuer: dsn.origin,
    resource,
    scopes,
    resourceName: options.resourceName,
    timeoutMs: readTimeout(options.timeoutMs),
    logger,
  })
  const look = watchDashboard(openClient(dsn, logger).config, resource, logger)
  return addFaces(createMcpObs(options), gate, scopes, look)
}

/** Whether a client may refresh its tokens is between it and the authorization server (MCP authorization). */
const isForResource = (scope: string): boolean => scope !== 'offline_access'

function readSetup(options: ProtectResourceOptions): { dsn: Dsn; resource: URL } | { fault: string } {
  const parsed = parseDsn(options.dsn ?? readEnvironment('MCP_OBS_DSN'))
  if (!parsed.ok && parsed.error === 'dsn-missing') return { fault: 'set MCP_OBS_DSN' }
  if (!parsed.ok) return { fault: `the ${parsed.part} of MCP_OBS_DSN is not valid` }
  const resource = parseResource(String(options.resource))
  if (!resource)
    return { fault: 'resource must be the https URL of the MCP endpoint, without query and fragment' }
  return { dsn: parsed.dsn, resource }
}

const readTimeout = (ms = DEFAULT_TIMEOUT_MS): number =>
  ms > 0 ? Math.min(Math.ceil(ms), MAX_TIMEOUT_MS) : DEFAULT_TIMEOUT_MS

/** @param look is called with every request. */
function addFaces(
  obs: McpObs,
  gate: Gate,
  scopes: readonly string[],
  look: () => Promise<void>,
): ProtectedMcpObs {
  const { metadata, metadataUrl, resource, verify } = gate
  const admit: Gate['admit'] = async (credentials, needed) => {
    const [access] = await Promise.all([gate.admit(credentials, needed), look()])
    return access
  }
  return {
    attach: (server) => obs.attach(server),
    wrapFactory: (build) => obs.wrapFactory(build),
    wrapTransport: (transport) => obs.wrapTransport(transport),
    close: (timeoutMs) => obs.close(timeoutMs),
    metadata,
    metadataUrl,
    verifyAccessToken: verify,

    async authenticate(request, needed = scopes) {
      const authorization = request.headers.get('authorization')
      const query = new URL(request.url).search.slice(1)
      const access = await admit(
        { authorization: authorization === null ? [] : [authorization], query },
        needed,
      )
      return access.authInfo ? access : { response: toResponse(access.refusal) }
    },
    metadataResponse({ method, url, headers }) {
      const requestedHeaders = headers.get('access-control-request-headers') ?? undefined
      const answer = gate.showMetadata({ method, path: new URL(url).pathname, requestedHeaders })
      return answer && toResponse(answer)
    },

    requireToken:
      (needed = scopes) =>
      async (request, response, next) => {
        const access = await admit(readCredentials(request), needed)
        if (!access.authInfo) return writeAnswer(response, access.refusal)
        request.auth = access.authInfo
        next()
      },
    async serveMetadata(request, response, next) {
      const requestedHeaders = request.headers['access-control-request-headers']?.toString()
      const { path } = splitUrl(request)
      const answer = gate.showMetadata({ method: request.method, path, requestedHeaders })
      if (answer) writeAnswer(response, answer)
      else next()
    },

    bearerAuthOptions: (toInvalidToken) => ({
      verifier: {
        async verifyAccessToken(token) {
          try {
            const [authInfo] = await Promise.all([verify(token), look()])
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
