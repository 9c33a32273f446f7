interface Navigation {
  fromLocation?: unknown
  pathChanged: boolean
}

/**
 * After a change of page, puts the focus on its heading: a screen reader then says where the person is, and Tab goes
 * on from there. Not on the first page, where the browser's own start is right.
 */
export function focusHeading({ fromLocation, pathChanged }: Navigation): void {
  if (fromLocation === undefined || !pathChanged) return
  document.querySelector('h1')?.focus({ preventScroll: true })
}
