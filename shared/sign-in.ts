import type { z } from 'zod'
import { signInInput, signUpInput } from './account.ts'

/**
 * What the sign-in pages and the authorization server say to each other, under the page's own path
 * `/sign-in/{uid}/api`, because the cookie that names the sign-in under way goes nowhere else.
 */

export const endUserSignInInput = signInInput
export const endUserSignUpInput = signUpInput.omit({ organizationName: true })
export type EndUserSignUpInput = z.infer<typeof endUserSignUpInput>

/** `GET api`: the step the user is at. */
export interface SignInStepDto {
  step: 'sign-in' | 'consent'
  server: { name: string }
  client: ClientDto
  redirect: RedirectDto
  /** Who is signed in, at the consent step. */
  user?: { name: string; email: string }
}

export interface ClientDto {
  /** As it calls itself: anybody can call themselves anything. */
  name: string
  /** The domain that vouches for the name: only where the client is identified by a document there (CIMD). */
  domain?: string
}

/** Where the user goes, with a code, after consent. */
export interface RedirectDto {
  /** Host of an http(s) address, else the scheme of an app, such as `cursor`. */
  target: string
  kind: 'web' | 'loopback' | 'app'
}

/** What every POST answers: the address to go on at. */
export interface SignInProgressDto {
  redirectTo: string
}

/** Stands as JSON in `<script type="application/json" id="page">` of the page, for what went wrong before a step. */
export interface SignInPageDto {
  serverName: string
  /** A code of OAuth (RFC 6749 §4.1.2.1) or of the authorization server; absent on the page of a step. */
  error?: string
  /** For developers of clients: what exactly was wrong with the request. */
  errorDescription?: string
}
