declare global {
  var __webpack_nonce__: string | undefined
}

/**
 * The nonce that `style-src` of this response allows. Browsers hide the attribute but keep the property.
 * Absent under Vite's dev server, which sends no CSP.
 */
export function styleNonce(): string | undefined {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce || undefined
}

/** The scroll lock under Mantine's dialogs adds a style tag of its own and looks for the nonce in this variable. */
export function provideStyleNonce(): void {
  globalThis.__webpack_nonce__ = styleNonce()
}
