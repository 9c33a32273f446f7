import type { JSHandle, Page } from 'playwright-core'

/** More stops than any page has. A person who is still on the page after them is in a trap (WCAG 2.1.2). */
const MAX_STOPS = 200
/** Text as wide as WCAG 1.4.12 lets a reader make it. */
const TEXT_SPACING = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }`

/** What the focus has, and how much of it is seen. */
interface Stop {
  name: string
  /** The focus was on it before. */
  isAgain: boolean
  /** What lies over it, or says that it is outside of the window. */
  hidden?: string
}

/**
 * Goes through a page by Tab until the focus leaves it, and looks at each stop. A dialog keeps the focus, as it should: there one
 * round is enough.
 *
 * @returns what is wrong: stops of which nothing is seen (WCAG 2.4.11), a trap, a change of the address (3.2.1)
 */
export async function tabThrough(page: Page): Promise<string[]> {
  const address = page.url()
  const wrong: string[] = []
  const seen = await page.evaluateHandle(() => new WeakSet<Element>())
  const isDialog = (await page.locator('[role=dialog], [role=menu]').count()) > 0
  if (!isDialog) await focusStart(page)
  for (let count = 0; count < MAX_STOPS; count++) {
    await page.keyboard.press('Tab')
    const stop = await lookAtFocus(page, seen)
    if (!stop || (stop.isAgain && isDialog))
      return count === 0 ? [...wrong, 'nothing takes the focus'] : wrong
    if (stop.isAgain) return [...wrong, `the focus comes back to ${stop.name} without leaving the page`]
    if (stop.hidden) wrong.push(`${stop.name} is hidden: ${stop.hidden}`)
    if (page.url() !== address) return [...wrong, `${stop.name} changes the address by its focus`]
  }
  return [...wrong, `the focus does not leave the page after ${MAX_STOPS} stops`]
}

/** Puts the focus where it is after a page was loaded. */
async function focusStart(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.body.tabIndex = -1
    document.body.focus()
    document.body.removeAttribute('tabindex')
  })
}

/** @returns undefined when the focus has left the page */
function lookAtFocus(page: Page, seen: JSHandle<WeakSet<Element>>): Promise<Stop | undefined> {
  return page.evaluate(async (seen) => {
    // Scrolling to the focus and a bar that moves come to rest within a frame or two.
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
    const element = document.activeElement
    if (!element || element === document.body) return undefined
    const isAgain = seen.has(element)
    seen.add(element)
    const name = `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40)}`
    const frame = element.closest('.mantine-Input-wrapper, label') ?? element
    const boxes = [...element.getClientRects(), ...frame.getClientRects()]
    let over = 'outside of the window'
    for (const { left, top, width, height } of boxes) {
      for (const across of [0.1, 0.5, 0.9]) {
        for (const down of [0.1, 0.5, 0.9]) {
          const found = document.elementFromPoint(left + width * across, top + height * down)
          if (found && (frame.contains(found) || found.contains(element))) return { name, isAgain }
          if (found) over = `below ${found.outerHTML.slice(0, 120)}`
        }
      }
    }
    return { name, isAgain, hidden: over }
  }, seen)
}

/**
 * Widens the text of a page as a reader may (WCAG 1.4.12).
 *
 * @returns the texts that are cut then, and were not before
 */
export async function widenText(page: Page): Promise<string[]> {
  const before = new Set(await cutTexts(page))
  // The policy of the page refuses a style element.
  await page.evaluate((rules) => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(rules)
    document.adoptedStyleSheets.push(sheet)
  }, TEXT_SPACING)
  const after = (await cutTexts(page)).filter((text) => !before.has(text))
  await page.evaluate(() => document.adoptedStyleSheets.pop())
  return after
}

/** Texts that their own element cuts. An ellipsis cuts on purpose: the whole is the title, or on the page of the row. */
function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cut: string[] = []
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const { overflowX, overflowY, textOverflow, clipPath, position, webkitLineClamp } =
        getComputedStyle(element)
      const isInvisible = element.clientWidth <= 1 || clipPath !== 'none'
      if (isInvisible || textOverflow === 'ellipsis' || webkitLineClamp !== 'none' || position === 'fixed')
        continue
      const hasText = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
      )
      if (!hasText) continue
      const isCut = (overflow: string, excess: number) => ['hidden', 'clip'].includes(overflow) && excess > 1
      if (
        isCut(overflowX, element.scrollWidth - element.clientWidth) ||
        isCut(overflowY, element.scrollHeight - element.clientHeight)
      )
        cut.push(
          `${element.tagName}.${element.className}: ${element.textContent?.slice(0, 60)} (${element.scrollWidth} × ${element.scrollHeight} in ${element.clientWidth} × ${element.clientHeight})`,
        )
    }
    return cut
  })
}

/**
 * Compares what draws the edge of each field and box to tick with what is around it (WCAG 1.4.11).
 *
 * @returns the edges below 3:1
 */
export function faintEdges(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    // A change of the scheme begins its transitions with the next frame.
    for (let frame = 0; frame < 2; frame++) {
      await new Promise(requestAnimationFrame)
      for (const animation of document.getAnimations()) animation.finish()
    }
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
    canvas.canvas.width = canvas.canvas.height = 1
    /** The colours painted over each other, as red, green and blue. */
    const paint = (colours: string[]) => {
      canvas.clearRect(0, 0, 1, 1)
      for (const colour of ['white', ...colours]) {
        canvas.fillStyle = colour
        canvas.fillRect(0, 0, 1, 1)
      }
      return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
    }
    const luminance = (rgb: number[]) => {
      const [r, g, b] = rgb.map((value) => {
        const part = value / 255
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
    }
    const contrast = (one: number[], other: number[]) => {
      const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b)
      return (light! + 0.05) / (dark! + 0.05)
    }
    const behind = (element: Element | null): string[] =>
      element ? [...behind(element.parentElement), getComputedStyle(element).backgroundColor] : []
    const edge = (element: Element) => {
      const { borderBottomColor, borderBottomWidth } = getComputedStyle(element)
      const outside = behind(element.parentElement)
      const around = paint(outside)
      const border =
        borderBottomWidth === '0px' ? 0 : contrast(paint([...outside, borderBottomColor]), around)
      return Math.max(border, contrast(paint(behind(element)), around))
    }
    const faint: string[] = []
    const fields = 'input:not([type=hidden], [type=file], :disabled), textarea, select'
    for (const field of document.querySelectorAll<HTMLElement>(fields)) {
      const track = field.parentElement?.querySelector<HTMLElement>('.mantine-Switch-track')
      if ((track ?? field).offsetWidth <= 1) continue
      // A frame can be drawn by what the field stands in.
      const frames = [track ?? field, field.parentElement!, field.parentElement!.parentElement!]
      const best = Math.max(...frames.map(edge))
      if (best < 3)
        faint.push(`${field.getAttribute('aria-label') ?? field.outerHTML.slice(0, 160)}: ${best.toFixed(2)}`)
    }
    return faint
  })
}

/** Elements that can be dragged and have no other way (WCAG 2.5.7), and animations that go on for somebody who wants none. */
export function movingParts(page: Page): Promise<string[]> {
  return page.evaluate(() => [
    ...[...document.querySelectorAll('[draggable=true]')].map(
      (element) => `drags: ${element.outerHTML.slice(0, 120)}`,
    ),
    ...document
      .getAnimations()
      .filter(({ effect }) => Number(effect?.getComputedTiming().duration) > 1)
      .map(({ effect }) => `moves: ${(effect as KeyframeEffect).target?.outerHTML.slice(0, 120)}`),
  ])
}
