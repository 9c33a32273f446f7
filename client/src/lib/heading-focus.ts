interface Navigation {
  fromLocation?: unknown
  pathChanged: boolean
}

let hasNavigated = false

/**
 * After a change of page, puts the focus on its heading: a screen reader then says where the person is, and Tab goes
 * on from there. Not on the first page, where the browser's own start is right.
 */
export function focusHeading({ fromLocation, pathChanged }: Navigation): void {
  if (fromLocation === undefined || !pathChanged) return
  hasNavigated = true
  document.querySelector('h1')?.focus({ preventScroll: true })
}

/** For a heading that replaces another, as when a page has loaded: takes over a focus that fell to nobody. */
export function inheritFocus(heading: HTMLElement | null): void {
  if (hasNavigated && document.activeElement === document.body) heading?.focus({ preventScroll: true })
}
