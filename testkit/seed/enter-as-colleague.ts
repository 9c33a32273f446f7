import { randomUUID } from 'node:crypto'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Role } from '#shared/organization.ts'
import { signIn } from '../browser/dashboard-pages.ts'
import { Faults } from '../browser/faults.ts'
import { run } from '../processes/program.ts'
import type { SeededDesk } from './seeded-desk.ts'

/** A new member of staff at the dashboard, whose browser notes what goes wrong. */
export interface Colleague {
  name: string
  context: BrowserContext
  page: Page
  faults: Faults
}

/** Adds a member of staff to `acme` with a role, as the operator does, and signs in by the form. */
export async function enterAsColleague(
  { platform }: Pick<SeededDesk, 'platform'>,
  browser: Browser,
  role: Role,
): Promise<Colleague> {
  const id = randomUUID().slice(0, 8)
  const name = `Colleague ${id}`
  const email = `colleague-${id}@example.com`
  const args = ['add-member', '--org', 'acme', '--email', email, '--name', name, '--role', role]
  const { code, output } = await run('server/cli/account.ts', { args, env: platform.settings })
  const [, password] = /with this password: (\S+)/.exec(output) ?? []
  if (code !== 0 || !password) throw new Error(output)
  const context = await browser.newContext({ baseURL: platform.origin, reducedMotion: 'reduce' })
  const faults = new Faults()
  faults.watch(context)
  const page = await context.newPage()
  await signIn(page, platform.origin, email, password)
  return { name, context, page, faults }
}
