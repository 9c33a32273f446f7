interface Navigation {
  fromLocation?: unknown
  pathChanged: boolean
}

let hasNavigated = false

/**
 * After a change of page, moves the focus to the heading: a screen reader then reads it, and Tab continues from there. The
 * first page keeps the focus that the browser sets.
 */
export function focusHeading({ fromLocation, pathChanged }: Navigation): void {
  if (fromLocation === undefined || !pathChanged) return
  hasNavigated = true
  document.querySelector('h1')?.focus({ preventScroll: true })
}

/** After an action on the whole page: moves the focus to the heading, so that the next Enter does nothing. */
export function leaveForHeading(): void {
  document.querySelector('h1')?.focus({ preventScroll: true })
}

/** Leaves a field for the heading of its section, which is in view: letters act again, and Tab goes on from there. */
export function leaveField(field: Element): void {
  const heading = field.closest('section')?.querySelector<HTMLElement>('h2, h3')
  if (!heading) return leaveForHeading()
  heading.tabIndex = -1
  heading.focus()
}

/** For a heading that replaces another one when a page has loaded: takes the focus if the replaced heading had it. */
export function inheritFocus(heading: HTMLElement | null): void {
  if (hasNavigated && document.activeElement === document.body) heading?.focus({ preventScroll: true })
}
