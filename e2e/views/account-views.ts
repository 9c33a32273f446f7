import { randomUUID } from 'node:crypto'
import type { CreatedInvitationDto } from '#shared/invitation.ts'
import type { MemberDto } from '#shared/organization.ts'
import { PASSWORD } from '#testkit/staff/staff.ts'
import type { SeededDesk } from '#testkit/seed/seeded-desk.ts'
import type { Page } from 'playwright-core'
import { button, dialog, heading, type View } from './view.ts'

async function invite({ staff }: SeededDesk, role = 'member'): Promise<string> {
  const input = { org: staff.org, role }
  return (await staff.visitor.mutate<CreatedInvitationDto>('invitation.create', input)).link
}

/** Somebody who came by an invitation and was removed again. */
async function comeAndGo(page: Page, desk: SeededDesk): Promise<void> {
  const { visitor, org } = desk.staff
  const email = `${randomUUID()}@example.com`
  await page.context().clearCookies()
  await page.goto(await invite(desk))
  await page.getByLabel('Your name').fill('Joan Clarke')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel(/^Password/).fill(PASSWORD)
  await button(page, 'Create account and join').click()
  await page.waitForURL('**/o/acme/tickets')
  const members = await visitor.query<MemberDto[]>('organization.members', { org })
  const memberId = members.find((each) => each.email === email)?.id
  await page.goto('/profile')
  await visitor.mutate('organization.removeMember', { org, memberId })
}

async function organization(page: Page): Promise<void> {
  await page.goto('/o/acme/organization')
  await page.getByText('grace@example.com').waitFor()
}

async function profile(page: Page): Promise<void> {
  await page.goto('/profile')
  await page.getByText('This one').waitFor()
}

/** Invitations, and what belongs to a person and to no organization. */
export const ACCOUNT_VIEWS: View[] = [
  {
    name: 'invitation',
    signedOut: true,
    async open(page, desk) {
      await page.goto(await invite(desk))
      await heading(page, 'Join Acme')
      await button(page, 'Create account and join').waitFor()
    },
  },
  {
    name: 'invitation-sign-in',
    signedOut: true,
    async open(page, desk) {
      await page.goto(await invite(desk))
      await button(page, 'Sign in').click()
      await page.getByLabel('E-mail address').waitFor()
    },
  },
  {
    name: 'invitation-taken',
    signedOut: true,
    answers: [409],
    async open(page, desk) {
      await page.goto(await invite(desk))
      await page.getByLabel('Your name').fill('Ada')
      await page.getByLabel('E-mail address').fill(desk.staff.email)
      await page.getByLabel(/^Password/).fill(PASSWORD)
      await button(page, 'Create account and join').click()
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'invitation-join',
    signedOut: true,
    async open(page, desk) {
      await comeAndGo(page, desk)
      await page.goto(await invite(desk, 'admin'))
      await button(page, 'Join Acme as an admin').waitFor()
    },
  },
  {
    name: 'invitation-member',
    async open(page, desk) {
      await page.goto(await invite(desk))
      await heading(page, 'You are a member of Acme')
    },
  },
  {
    name: 'invitation-unusable',
    signedOut: true,
    answers: [404],
    async open(page) {
      await page.goto('/invitations#unknown')
      await heading(page, 'This invitation cannot be used')
    },
  },
  {
    name: 'no-organization',
    signedOut: true,
    async open(page, desk) {
      await comeAndGo(page, desk)
      await page.goto('/')
      await heading(page, 'You are in no organization')
    },
  },
  {
    name: 'organization-invite',
    async open(page) {
      await organization(page)
      await button(page, 'Invite').click()
      await dialog(page, 'Invite somebody')
    },
  },
  {
    name: 'organization-invited',
    async open(page) {
      await organization(page)
      await button(page, 'Invite').click()
      await button(page, 'Create link').click()
      await page.getByTestId('invitation link').waitFor()
    },
  },
  {
    name: 'organization-revoke-invitation',
    async open(page, desk) {
      await invite(desk, 'viewer')
      await organization(page)
      await button(page, 'Revoke the invitation as a viewer').first().click()
      await dialog(page, 'Revoke invitation?')
    },
  },
  { name: 'profile', open: profile },
  {
    name: 'profile-refused',
    answers: [401, 429],
    async open(page) {
      await profile(page)
      await page.getByLabel('Current password').fill('not the password')
      await page.getByLabel(/^New password/).fill('another long password')
      await button(page, 'Change password').click()
      await page.getByText(/^(This is not your current password|Too many attempts)/).waitFor()
    },
  },
  {
    name: 'profile-sign-out-everywhere',
    async open(page) {
      await profile(page)
      await button(page, 'Sign out everywhere').click()
      await dialog(page, 'Sign out everywhere?')
    },
  },
]
