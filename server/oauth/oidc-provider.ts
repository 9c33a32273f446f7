/*
 * The library, without what it prints while it is loaded: it knows runtimes by the names of their long-term releases,
 * and this one, with which all of our tests run, does not carry its name yet.
 */
import type ProviderClass from 'oidc-provider'

// oxlint-disable no-console
const { warn } = console
console.warn = () => {}
const library = await import('oidc-provider')
console.warn = warn

export const { Provider, errors, interactionPolicy } = library
export type Provider = ProviderClass
