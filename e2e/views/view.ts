import type { Page } from 'playwright-core'
import type { SeededDesk } from '#testkit/seed/seeded-desk.ts'

/** A page, dialog or state of the dashboard. */
export interface View {
  name: string
  /** For visitors who are not signed in. */
  signedOut?: true
  /** The answers this view exists for, which the browser reports as errors. */
  answers?: number[]
  open(page: Page, desk: SeededDesk): Promise<void>
}

export const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' })
export const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { name }).first().waitFor()
export const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name }).waitFor()
