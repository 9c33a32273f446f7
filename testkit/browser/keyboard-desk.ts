import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import { KeyboardPerson } from './keyboard-person.ts'

/** The digits of the dialog in which tickets are closed. */
export const DIGITS = { fixed: '1', 'wont-fix': '2', 'cannot-reproduce': '4', 'by-design': '5' }
export type Reason = keyof typeof DIGITS

/** Somebody who triages tickets without a mouse. Each job has a bound of key strokes, and says where the focus is after it. */
export class KeyboardDesk {
  readonly page: Page
  readonly person: KeyboardPerson

  constructor(page: Page) {
    this.page = page
    this.person = new KeyboardPerson(page)
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { level: 1, name })
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  /** The links of the rows, by their titles. */
  row(title: string | RegExp = ''): Locator {
    return this.page.getByRole('table', { name: 'Tickets' }).getByRole('link', { name: title })
  }

  /** Searches for words. The focus goes on to the first row. */
  async search(words: string, first: string): Promise<void> {
    await this.person.job(`search for ${words}`, 3, async () => {
      await this.person.press('/')
      await this.person.isOn(this.page.getByRole('textbox', { name: 'Search tickets' }))
      await this.person.type(words)
      await this.person.press('Enter')
      await this.person.isOn(this.heading('Tickets'))
      await this.goTo(this.row(first))
    })
  }

  /** Types a filter in place of what was searched for. */
  async filterByTool(tool: string, matches: number): Promise<void> {
    await this.person.job(`filter by the tool ${tool}`, 5, async () => {
      await this.person.press('/')
      await this.person.type(`tool:${tool.slice(0, 5)}`)
      await this.page.getByRole('option', { name: tool }).waitFor()
      await this.person.press('ArrowDown', 'Enter')
      await this.page.getByRole('button', { name: `Remove the filter: tool ${tool}` }).waitFor()
      await this.queue('Unresolved', matches)
      await this.person.press('Escape')
      await this.person.isOn(this.heading('Tickets'))
      await this.goTo(this.row().first())
    })
  }

  /** Chooses a category in the menu of the filters, from a row near the top. */
  async filterByCategory(category: string, matches: number): Promise<void> {
    await this.person.job(`filter by the category ${category}`, 12, async () => {
      await this.person.tabBackTo(this.button('Filter'))
      await this.person.press('Enter')
      const choice = this.page.getByRole('combobox', { name: 'Category' })
      await choice.waitFor()
      await this.person.tabTo(choice)
      await this.person.press(category.charAt(0))
      await this.queue('Unresolved', matches)
      await this.person.press('Escape')
      await this.person.isOn(this.button('Filter'))
    })
  }

  /** Opens the ticket whose row has the focus. */
  async open(title: string): Promise<void> {
    await this.person.press('Enter')
    await this.person.isOn(this.heading(title))
    await this.page.getByRole('link', { name: 'Next ticket' }).waitFor()
  }

  async next(title: string): Promise<void> {
    await this.person.press('j')
    await this.person.isOn(this.heading(title))
    await this.page.getByRole('link', { name: 'Next ticket' }).waitFor()
  }

  /** Closes the ticket of the page, and goes on to the next. */
  async close(reason: Reason, next: string): Promise<void> {
    await this.person.job('close a ticket and go on', 3, async () => {
      await this.person.press('e')
      await this.person.isOn(this.page.getByRole('dialog').getByRole('radio', { name: /^Fixed/ }))
      await this.person.press(DIGITS[reason], 'Control+Enter')
      await this.person.isOn(this.heading(next))
    })
    await this.page.getByRole('link', { name: 'Next ticket' }).waitFor()
  }

  async startProgress(title: string): Promise<void> {
    await this.person.job('start progress', 2, async () => {
      await this.person.press('i')
      await this.person.isOn(this.page.getByRole('dialog').getByRole('button', { name: 'Start progress' }))
      await this.person.press('Control+Enter')
      await this.person.isOn(this.heading(title))
    })
  }

  /** Undoes the last change. The focus stays where it is. */
  async undo(answer: string): Promise<void> {
    const before = await this.person.focused()
    await this.person.job('undo', 1, async () => {
      await this.page.getByRole('complementary', { name: 'Last change' }).getByText('Undo').waitFor()
      await this.person.press('z')
      await this.page.getByRole('complementary', { name: 'Last change' }).getByText(answer).waitFor()
    })
    const after = await this.person.focused()
    if (after !== before) throw new Error(`Undoing moves the focus from "${before}" to "${after}"`)
  }

  async writeNote(text: string): Promise<void> {
    await this.person.job('write a note', 3, async () => {
      await this.person.press('n')
      await this.person.isOn(this.page.getByRole('textbox', { name: 'Note for colleagues' }))
      await this.person.type(text)
      await this.person.press('Control+Enter')
      await this.page.getByRole('list', { name: 'History of the ticket' }).getByText(text).waitFor()
      await this.person.press('Escape')
      await this.person.isOn(this.page.getByRole('heading', { level: 2, name: /^Timeline/ }))
    })
  }

  /** Goes back to the list, and to the row of the ticket. */
  async back(title: string): Promise<void> {
    await this.person.job('go back to the row of a ticket', 2, async () => {
      await this.person.press('u')
      await this.person.isOn(this.heading('Tickets'))
      await this.goTo(this.row(title))
    })
  }

  /** Selects rows from the one that has the focus on, and asks to close them. */
  async askToClose(rows: number): Promise<void> {
    for (let row = 0; row < rows; row++) await this.person.press(...(row === 0 ? ['x'] : ['j', 'x']))
    await this.page.getByText(`${rows} selected`).waitFor()
    await this.#askToCloseSelected(`${rows} of ${rows} tickets become closed`)
  }

  /** Selects all tickets that match, from the first row, and asks to close them. */
  async askToCloseAll(matches: number): Promise<void> {
    await this.person.tabBackTo(this.page.getByRole('checkbox', { name: 'Select all on this page' }))
    await this.person.press('Space')
    await this.person.isOn(this.page.getByRole('checkbox', { name: 'Select all on this page' }))
    await this.person.tabTo(this.button('Select all that match'))
    await this.person.press('Enter')
    await this.page.getByText('All that match').waitFor()
    await this.#askToCloseSelected(`${matches} of ${matches} tickets become closed`)
  }

  async #askToCloseSelected(preview: string): Promise<void> {
    await this.person.press('e')
    await this.person.isOn(this.page.getByRole('dialog').getByRole('radio', { name: /^Fixed/ }))
    await this.page.getByRole('dialog').getByText(preview).waitFor()
  }

  /** Saves the list as a file, from a control above it. @returns the text of the file */
  async exportList(): Promise<string> {
    let text = ''
    await this.person.job('export the list', 5, async () => {
      await this.person.tabTo(this.button('More for this list'))
      await this.person.press('Enter')
      await this.person.isOn(this.page.getByRole('menuitem', { name: /^As CSV/ }))
      const saved = this.page.waitForEvent('download')
      await this.person.press('Enter')
      text = await readFile(await (await saved).path(), 'utf8')
      await this.page.getByRole('dialog').getByText('saved in your downloads').waitFor()
      await this.person.press('Escape')
      await this.person.isOn(this.button('More for this list'))
    })
    return text
  }

  /** The first press of J after a page has come up. */
  async goTo(row: Locator): Promise<void> {
    await row.waitFor()
    await this.person.press('j')
    await this.person.isOn(row)
  }

  /** Waits until a queue has that many tickets. */
  async queue(name: string, count: number): Promise<void> {
    const queues = this.page.getByRole('navigation', { name: 'Queues' })
    await queues.getByRole('link', { name: new RegExp(`^${name} ?${count}$`) }).waitFor()
  }

  /** What was copied last. */
  async copied(): Promise<string> {
    await this.button('Copied').waitFor()
    return this.page.evaluate(() => navigator.clipboard.readText())
  }
}
