import type { Notice } from '../http/notice-page.ts'
import { EXPIRED } from '../http/refusal-page.ts'

const START_AGAIN = 'Go back to your app and connect again.'

const UNUSABLE: Notice = {
  title: 'The app’s request cannot be used',
  message: 'The app that sent you here made a request that is not accepted. Nothing was shared with it.',
  advice: `${START_AGAIN} If that does not help, show the technical details to the people who make the app.`,
}

const ASKED_SILENTLY: Notice = {
  title: 'The app cannot connect without asking you',
  message:
    'The app that sent you here asked to connect without showing you a page. Nothing was shared with it.',
  advice: START_AGAIN,
}

/** The keys are error codes of RFC 6749 §4.1.2.1 and of the authorization server, and what people are told instead of one. */
const NOTICES: Readonly<Record<string, Notice>> = {
  'sign-in-expired': EXPIRED,
  invalid_redirect_uri: {
    title: 'This app wants to send you to an unknown address',
    message: 'The app has not registered this address, so you stay here. Nothing was shared.',
    advice:
      'If you did not start this from your own app, close this window. Otherwise remove the connection in your app and add it again.',
  },
  invalid_client: {
    title: 'This app is not known here',
    message:
      'The app has not registered with this server, or it was removed because nobody used it. Nothing was shared with it.',
    advice: 'Remove the connection in your app and add it again.',
  },
  'document-unread': {
    title: 'This app could not be identified',
    message:
      'The app names an address on the internet that says what it is. This server could not read it there. Nothing was shared with the app.',
    advice: `${START_AGAIN} If that does not help, ask the people who run this server whether it reaches the internet.`,
  },
  access_denied: {
    title: 'Access was refused',
    message: 'Nothing was shared with the app.',
    advice: `If you did not mean to refuse: ${START_AGAIN.toLowerCase()}`,
  },
  login_required: ASKED_SILENTLY,
  interaction_required: ASKED_SILENTLY,
  consent_required: ASKED_SILENTLY,
  server_error: {
    title: 'Something went wrong on our side',
    message: 'The sign-in could not continue. Nothing was shared with the app.',
    advice: `Wait a moment. ${START_AGAIN}`,
  },
  temporarily_unavailable: {
    title: 'Sign-in is busy right now',
    message: 'The server cannot take more requests at the moment. Nothing was shared with the app.',
    advice: `Wait a minute. ${START_AGAIN}`,
  },
}

/** Explains what went wrong before the first step, to a person who does not know OAuth. */
export function explainError(code: string): Notice {
  return Object.hasOwn(NOTICES, code) ? NOTICES[code]! : UNUSABLE
}
