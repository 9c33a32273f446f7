declare global {
  var __webpack_nonce__: string | undefined
}

/**
 * Returns the nonce that `style-src` of this response allows. Browsers hide the attribute but keep the property.
 * Undefined under Vite's dev server, which sends no Content Security Policy.
 */
export function styleNonce(): string | undefined {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce || undefined
}

/** Sets the variable in which the scroll lock of Mantine's dialogs looks for the nonce of its own style tag. */
export function provideStyleNonce(): void {
  globalThis.__webpack_nonce__ = styleNonce()
}
