import { button, dialog, type View } from './view.ts'

/** What takes data away or out. */
export const PRIVACY_VIEWS: View[] = [
  {
    name: 'privacy-erase-user',
    async open(page, { user }) {
      await page.goto(`/o/acme/organization/privacy?user=${user.id}`)
      await page.getByText('the user Ana Sousa').waitFor()
      await page.getByText('Warehouse').waitFor()
    },
  },
  {
    name: 'privacy-retention',
    async open(page) {
      await page.goto('/o/acme/organization/privacy')
      await button(page, 'Change how long tickets of Warehouse are kept').click()
      await dialog(page, 'How long tickets of Warehouse are kept')
    },
  },
  {
    name: 'ticket-withhold',
    async open(page, { failing }) {
      await page.goto(`/o/acme/tickets/${failing}`)
      await button(page, 'Withhold').click()
      await dialog(page, `Withhold a value of ${failing}`)
    },
  },
  {
    name: 'tickets-export',
    async open(page) {
      await page.goto('/o/acme/tickets')
      await button(page, 'More for this list').click()
      await page.getByRole('menuitem', { name: /^As CSV/ }).click()
      await page.getByText('saved in your downloads').waitFor()
    },
  },
]
