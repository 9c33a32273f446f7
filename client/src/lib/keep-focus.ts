/** Long enough for what moves the focus itself, such as a dialog that gives it back to its button. */
const SETTLE_MS = 60
const LAYER = '[role="dialog"], [role="alertdialog"], [role="menu"]'
const FOCUSABLE = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled)'
const LISTS: ReadonlySet<string> = new Set(['UL', 'OL', 'TBODY'])
const SECTIONS: ReadonlySet<string> = new Set(['SECTION', 'MAIN'])

interface Step {
  parent: Element
  /** Which child of the parent the focus was in. */
  index: number
}

/** Where the focus was: the element, and what it was in, from the inside out. */
interface Place {
  element: HTMLElement
  layer: Element | null
  path: Step[]
}

/** The last place on the page, then the last one in each dialog or menu that was opened from there. */
let places: Place[] = []

/**
 * Keeps the focus on the page. When the focused element is removed, or was disabled during a call, the browser drops the
 * focus, and Tab and a screen reader start from the top. The focus then goes back to the element, to the same control where
 * it stands now, to the next row of its list, to what is in its dialog now, or to the heading of its section.
 */
export function keepFocus(): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const check = () => {
    timer = undefined
    if (isLost()) restore()
  }
  const schedule = () => {
    if (isLost() && !twinsOfLast().some(focus)) timer ??= setTimeout(check, SETTLE_MS)
  }
  document.addEventListener('focusin', ({ target }) => target instanceof HTMLElement && remember(target))
  document.addEventListener('focusout', ({ target }) => {
    // A click beside a control takes the focus off it on purpose.
    setTimeout(() => {
      if (isLost() && target === places.at(-1)?.element && isUsable(target)) places = []
    })
  })
  new MutationObserver(schedule).observe(document, {
    childList: true,
    subtree: true,
    attributeFilter: ['disabled'],
  })
}

function isLost(): boolean {
  return places.length > 0 && document.activeElement === document.body
}

function isUsable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.isConnected && !target.matches(':disabled')
}

function remember(element: HTMLElement): void {
  const layer = element.closest(LAYER)
  const before = places.findIndex((place) => place.layer === layer)
  const path: Step[] = []
  // Of a layer, no farther than to itself: when it is gone, the focus goes to where it was opened from.
  for (let child: Element = element; child.parentElement && child !== layer; child = child.parentElement) {
    path.push({ parent: child.parentElement, index: [...child.parentElement.children].indexOf(child) })
  }
  places = [...(before < 0 ? places : places.slice(0, before)), { element, layer, path }]
}

function restore(): void {
  for (let place = places.at(-1); place; place = places.at(-1)) {
    // It comes back when its call ends.
    const { element, path } = place
    if (element.isConnected && element.matches(':disabled')) return
    if ([element, ...path.flatMap((step) => candidates(step, element.tagName))].some(focus)) return
    places = places.slice(0, -1)
  }
  const heading = document.querySelector('h1')
  if (heading) focus(heading)
}

/** The same control where it stands now, such as the box that selects a page, in the head or in the bar that replaces it. */
function twinsOfLast(): Element[] {
  const last = places.at(-1)?.element
  if (!last?.ariaLabel || last.isConnected) return []
  return [...document.querySelectorAll(`${last.tagName}[aria-label="${CSS.escape(last.ariaLabel)}"]`)]
}

/** @param kind the tag of what had the focus: in another row, the same kind comes first */
function candidates({ parent, index }: Step, kind: string): Element[] {
  if (!parent.isConnected) return []
  if (parent.matches('[role="dialog"]')) {
    return [...parent.querySelectorAll('[data-autofocus]'), parent]
  }
  if (LISTS.has(parent.tagName)) {
    const rows = [...parent.children]
    return [...rows.slice(index), ...rows.slice(0, index).toReversed()].flatMap((row) => {
      const all = [...row.querySelectorAll(FOCUSABLE)]
      return [...all.filter(({ tagName }) => tagName === kind), ...all]
    })
  }
  if (!SECTIONS.has(parent.tagName)) return []
  const heading = parent.querySelector('h1, h2, h3')
  return heading ? [heading] : [...parent.querySelectorAll(FOCUSABLE)]
}

/** @returns whether the element took the focus */
function focus(element: Element): boolean {
  if (!(element instanceof HTMLElement) || !element.isConnected) return false
  if (/^H\d$/.test(element.tagName)) element.tabIndex = -1
  element.focus({ preventScroll: true })
  return document.activeElement === element
}
