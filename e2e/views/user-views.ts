import type { Page } from 'playwright-core'
import type { SeededDesk } from '#testkit/seed/seeded-desk.ts'
import { button, dialog, heading, type View } from './view.ts'

async function user(page: Page, desk: SeededDesk): Promise<void> {
  await page.goto(`/o/acme/servers/portal/users/${desk.user.id}`)
  await heading(page, 'Ana Sousa')
}

/** What the dashboard shows of end-users. */
export const USER_VIEWS: View[] = [
  {
    name: 'ticket-of-user',
    async open(page, desk) {
      await page.goto(`/o/acme/tickets/${desk.user.reference}`)
      await page.getByRole('link', { name: 'Ana Sousa' }).waitFor()
    },
  },
  {
    name: 'tickets-of-user',
    async open(page, desk) {
      await page.goto(`/o/acme/tickets?user=${desk.user.id}`)
      await button(page, /Ana Sousa/).waitFor()
    },
  },
  {
    name: 'users',
    async open(page) {
      await page.goto('/o/acme/servers/portal/users')
      await page.getByRole('link', { name: 'Ana Sousa' }).waitFor()
    },
  },
  {
    name: 'users-none',
    async open(page) {
      await page.goto('/o/acme/servers/archive/users')
      await heading(page, 'No user yet')
    },
  },
  {
    name: 'users-not-found',
    async open(page) {
      await page.goto('/o/acme/servers/portal/users?search=nobody')
      await heading(page, 'Nobody by that name')
    },
  },
  {
    name: 'users-of-email-server',
    async open(page) {
      await page.goto('/o/acme/servers/shop/users')
      await heading(page, 'The users of this MCP server do not sign in')
    },
  },
  { name: 'user', open: user },
  {
    name: 'user-hostile',
    async open(page, desk) {
      await page.goto(`/o/acme/servers/portal/users/${desk.hostileUser.id}`)
      await button(page, 'Enable user').waitFor()
    },
  },
  {
    name: 'user-disable',
    async open(page, desk) {
      await user(page, desk)
      await button(page, 'Disable user').click()
      await dialog(page, 'Disable Ana Sousa?')
    },
  },
  {
    name: 'user-enable',
    async open(page, desk) {
      await page.goto(`/o/acme/servers/portal/users/${desk.hostileUser.id}`)
      await button(page, 'Enable user').click()
      await dialog(page, /^Enable /)
    },
  },
  {
    name: 'user-reset-password',
    async open(page, desk) {
      await user(page, desk)
      await button(page, 'Reset password').click()
      await dialog(page, 'Reset the password of Ana Sousa?')
    },
  },
  {
    name: 'user-new-password',
    async open(page, desk) {
      await page.goto(`/o/acme/servers/portal/users/${desk.hostileUser.id}`)
      await button(page, 'Reset password').click()
      await dialog(page, /^Reset the password of /)
      await page.getByRole('dialog').getByRole('button', { name: 'Reset password' }).click()
      await page.getByText('Copy this password now').waitFor()
    },
  },
  {
    name: 'user-revoke-session',
    async open(page, desk) {
      await user(page, desk)
      await button(page, 'Revoke the session with Claude Code').click()
      await dialog(page, 'Revoke session?')
    },
  },
  {
    name: 'user-not-found',
    answers: [404],
    async open(page) {
      await page.goto('/o/acme/servers/portal/users/00000000-0000-7000-8000-000000000000')
      await heading(page, 'There is no such user here')
    },
  },
]
