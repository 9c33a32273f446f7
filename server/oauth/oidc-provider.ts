/*
 * The library, without the warning that it prints while it is loaded. It accepts Node releases with a long-term name.
 * The release with which all tests run has no such name yet.
 */
import type ProviderClass from 'oidc-provider'

// oxlint-disable no-console
const { warn } = console
console.warn = () => {}
const library = await import('oidc-provider')
console.warn = warn

export const { Provider, errors, interactionPolicy } = library
export type Provider = ProviderClass
