import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerFault } from './answer-fault.ts'
import { answerKeysAway } from './client-authentication.ts'
import { fetchAboutClients } from './fetch-about-clients.ts'
import { keepErrorHere } from './keep-error-here.ts'
import { errors, type Provider } from './oidc-provider.ts'
import { createProvider, type ProviderOptions } from './provider.ts'
import { renderErrorOf } from './render-error.ts'

/** An authorization server, as it is kept in memory. */
export interface Running {
  provider: Provider
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  /** Whether an error of the provider means that there is no such sign-in in this browser. */
  isExpired: (error: unknown) => boolean
}

/** What is special about one authorization server. */
export type Description = Omit<ProviderOptions, 'keys' | 'fetchDocument' | 'renderError'>

export type RunProvider = (options: Description & Pick<ProviderOptions, 'keys'>) => Running

/**
 * Prepares what all authorization servers share. oidc-provider, which takes long to load, is loaded with this file only.
 *
 * @param fetchDocument how documents that identify clients are fetched; absent where none may be fetched
 */
export function providerRunner(fetchDocument: typeof fetch | undefined): RunProvider {
  const fetchAbout = fetchDocument && fetchAboutClients(fetchDocument)
  return (options) => {
    const renderError = renderErrorOf(options.name)
    const provider = createProvider({ ...options, fetchDocument: fetchAbout, renderError })
    provider.on('server_error', answerFault)
    provider.on('grant.error', answerKeysAway)
    provider.on('authorization.error', keepErrorHere)
    const isExpired = (error: unknown) => error instanceof errors.SessionNotFound
    return { provider, handle: provider.callback(), isExpired }
  }
}
