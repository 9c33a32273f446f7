import type { z } from 'zod'
import { changePasswordInput, signInInput, signUpInput } from './account.ts'

/**
 * What the sign-in pages and the authorization server exchange. The API is below the path of the page, at
 * `/sign-in/{uid}/api`, because the browser sends the cookie of the sign-in only there.
 */

export const endUserSignInInput = signInInput
export const endUserSignUpInput = signUpInput.omit({ organizationName: true })
export type EndUserSignUpInput = z.infer<typeof endUserSignUpInput>
export const endUserPasswordChangeInput = changePasswordInput.extend({ email: signInInput.shape.email })
export type EndUserPasswordChangeInput = z.infer<typeof endUserPasswordChangeInput>

/** The answer of `GET api`: the step that the sign-in has reached. */
export interface SignInStepDto {
  step: 'sign-in' | 'consent'
  server: { name: string }
  client: ClientDto
  redirect: RedirectDto
  /** The user who is signed in; present at the consent step. */
  user?: { name: string; email: string }
}

export interface ClientDto {
  /** The name that the client gives itself. A client can use any name. */
  name: string
  /** The domain that confirms the name; only for a client that is identified by a document at this domain (CIMD). */
  domain?: string
}

/** Where the user is sent with the code after consent. */
export interface RedirectDto {
  /** The host of an http(s) address, or the scheme of an app, such as `cursor`. */
  target: string
  kind: 'web' | 'loopback' | 'app'
}

/** The answer to every POST: the address to open next. */
export interface SignInProgressDto {
  redirectTo: string
}

/** What the server writes as JSON into the page's `<script id="page">`. */
export interface SignInPageDto {
  serverName: string
}
