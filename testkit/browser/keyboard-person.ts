import type { Locator, Page } from 'playwright-core'

/** More stops than any page here has before what is looked for. */
const MAX_STOPS = 60
/** In which the focus may come to rest. */
const FRAMES = 120

/** Somebody without a mouse: they press keys, and see where the focus is. Their key strokes are counted. */
export class KeyboardPerson {
  readonly page: Page
  /** How many keys were pressed, beside the text that was typed. */
  strokes = 0

  constructor(page: Page) {
    this.page = page
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      this.strokes++
      await this.page.keyboard.press(key)
    }
  }

  /** Writes into the field that has the focus. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text)
  }

  /** Takes a moment to read a question: two presses of Enter at once in a dialog are one to the dashboard. */
  async read(): Promise<void> {
    await this.page.keyboard.press('Shift')
  }

  /** Presses Tab until the focus is on `target`; every stop on the way must be seen. */
  async tabTo(target: Locator): Promise<void> {
    await this.#pressUntil('Tab', target)
  }

  /** Goes back to `target`, as `tabTo` goes on. */
  async tabBackTo(target: Locator): Promise<void> {
    await this.#pressUntil('Shift+Tab', target)
  }

  /** Waits until the focus is on `target`, which must be seen, except on a page's heading. */
  async isOn(target: Locator): Promise<void> {
    const focused = target.and(this.page.locator(':focus'))
    await focused.waitFor()
    const isHeading = await focused.evaluate((element) => element.tagName === 'H1')
    if (!isHeading) await this.#seesFocus()
  }

  /** What the focused element is called: by its label, or by its own text. */
  focused(): Promise<string> {
    return this.page.evaluate(() => {
      const element = document.activeElement === document.body ? null : document.activeElement
      const [label] = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : []
      const named = (label ?? element)?.cloneNode(true)
      if (named instanceof Element) for (const key of named.querySelectorAll('[aria-hidden]')) key.remove()
      const name = element?.getAttribute('aria-label') ?? named?.textContent ?? ''
      return name.replace(/ \*$/, '').trim()
    })
  }

  /** Does a job. @throws when it takes more key strokes than that */
  async job(name: string, atMost: number, work: () => Promise<void>): Promise<void> {
    const before = this.strokes
    await work()
    const strokes = this.strokes - before
    if (strokes > atMost) throw new Error(`It takes ${strokes} key strokes to ${name}, more than ${atMost}`)
  }

  async #pressUntil(key: string, target: Locator): Promise<void> {
    const stops: string[] = []
    for (let stop = 0; stop < MAX_STOPS; stop++) {
      await this.press(key)
      await this.#seesFocus()
      if ((await target.and(this.page.locator(':focus')).count()) > 0) return
      stops.push(await this.focused())
    }
    throw new Error(`${key} does not reach ${String(target)}. Its stops: ${stops.join(', ')}`)
  }

  /**
   * An outline around the element, around what it stretches over, or around the frame it is in. What loses the focus with its
   * element gets another one in a moment.
   */
  async #seesFocus(): Promise<void> {
    const isVisible = await this.page.evaluate(async (frames) => {
      const isSeen = (element: Element) => {
        const styles = [
          getComputedStyle(element),
          getComputedStyle(element, '::after'),
          getComputedStyle(element.parentElement ?? element),
          getComputedStyle(element.closest('.mantine-Input-input') ?? element),
        ]
        return styles.some(
          ({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && outlineWidth !== '0px',
        )
      }
      for (let frame = 0; frame < frames; frame++) {
        for (const animation of document.getAnimations()) animation.finish()
        const { activeElement, body } = document
        if (activeElement && activeElement !== body && isSeen(activeElement)) return true
        await new Promise(requestAnimationFrame)
      }
      return false
    }, FRAMES)
    if (!isVisible) throw new Error(`The focus on "${await this.focused()}" cannot be seen`)
  }
}
