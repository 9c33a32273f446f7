import type { Page } from 'playwright-core'
import { button, dialog, type View } from './view.ts'

async function profile(page: Page): Promise<void> {
  await page.goto('/profile')
  await page.getByRole('listitem').filter({ hasText: 'Nightly digest' }).waitFor()
}

/** The page of a person with their access tokens. */
export const TOKEN_VIEWS: View[] = [
  { name: 'profile', open: profile },
  {
    name: 'profile-create-token',
    async open(page) {
      await profile(page)
      await button(page, 'Create token for Acme').click()
      await dialog(page, 'Access token for Acme')
      await page.getByRole('checkbox', { name: 'Read tickets' }).uncheck()
      await button(page, 'Create token').click()
      await page.getByText('Choose what the token may do.').waitFor()
    },
  },
  {
    name: 'profile-token-created',
    async open(page) {
      await profile(page)
      await button(page, 'Create token for Beta').click()
      await page.getByLabel('Name').fill('Export')
      await button(page, 'Create token').click()
      await page.getByTestId('access token').waitFor()
    },
  },
  {
    name: 'profile-revoke-token',
    async open(page) {
      await profile(page)
      await button(page, 'Revoke token Nightly digest').click()
      await button(page, 'Revoke token').waitFor()
    },
  },
]
