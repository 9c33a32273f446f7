const failed = new Set<HTMLLinkElement>()

/** Notes which stylesheets do not arrive, for `retryStyles`. */
export function watchStyles(): void {
  const note = ({ target }: Event) => {
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') failed.add(target)
  }
  // The event does not bubble.
  document.addEventListener('error', note, true)
}

/** Asks again for the styles that did not arrive. Vite asks again for scripts only, and would show a part without its styles. */
export async function retryStyles(): Promise<void> {
  await Promise.all([...failed].map(retry))
}

/** Does not fail: the styles of another part must not stop this one. */
function retry(link: HTMLLinkElement): Promise<unknown> {
  failed.delete(link)
  // Nothing is loaded for one that is no longer in the page.
  if (!link.isConnected) return Promise.resolve()
  const again = link.cloneNode() as HTMLLinkElement
  return new Promise((resolve) => {
    again.addEventListener('load', resolve)
    again.addEventListener('error', resolve)
    link.replaceWith(again)
  })
}
