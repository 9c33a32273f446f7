import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { ROLES } from '#shared/organization.ts'
import { emailSchema, lineSchema } from '#shared/text.ts'
import { z } from 'zod'
import { resetPassword } from '../domain/account/reset-password.ts'
import { addMember } from '../domain/organization/add-member.ts'
import { createOwner } from '../domain/organization/create-owner.ts'
import { runCommand, UsageError } from './run-command.ts'

const USAGE = `Usage:
  npm run account -- create-owner --org "Acme Inc." --email ada@example.com --name "Ada"
  npm run account -- reset-password --email ada@example.com
  npm run account -- add-member --org acme --email ada@example.com --name "Ada" [--role owner|admin|member|viewer]
create-owner makes an organization with its first account, also where sign-up is closed, and prints its password.
reset-password prints a new password; add-member prints one for a new account. Without --role, the role is member.
`

const newMember = z.object({
  email: emailSchema,
  org: z.string().min(1),
  name: lineSchema(80, 'a name'),
  role: z.enum(ROLES).default('member'),
})

const newOwner = z.object({
  email: emailSchema,
  org: lineSchema(80, 'a name'),
  name: lineSchema(80, 'a name'),
})

await runCommand(USAGE, readWish, {
  run: async (wish, ctx) => {
    const password = randomBytes(15).toString('base64url')
    if (wish.command === 'reset-password') {
      await resetPassword(ctx, wish.email, password)
      return `New password: ${password}\nEvery session of this account has ended. Its access tokens stay valid: the person can revoke them on the profile page.\n`
    }
    if (wish.command === 'create-owner') {
      const { org: organizationName, ...owner } = wish.owner
      const { slug, others } = await createOwner(ctx, { ...owner, organizationName, password })
      return `${tellOthers(others)}Created the organization ${slug}. Sign in at ${ctx.settings.appOrigin} with this password: ${password}\n`
    }
    const { org: organizationSlug, ...member } = wish.member
    const { newAccount } = await addMember(ctx, { ...member, organizationSlug, password })
    return newAccount
      ? `Added, with this password: ${password}\n`
      : 'Added. They sign in with the password they have.\n'
  },
})

/** Who starts a platform must hear that somebody else has signed up before. */
function tellOthers(slugs: string[]): string {
  if (slugs.length === 0) return ''
  const named = slugs.length > 3 ? `${slugs.slice(0, 3).join(', ')} and more` : slugs.join(', ')
  return `Other organizations exist already: ${named}. If you do not know them, somebody else has signed up here.\n`
}

function readWish(args: string[]) {
  const option = { type: 'string' } as const
  const options = { email: option, org: option, name: option, role: option }
  const { positionals, values } = parseArgs({ args, options, allowPositionals: true })
  const [command, ...rest] = positionals
  if (rest.length > 0) throw new UsageError()
  if (command === 'reset-password') return { command, email: emailSchema.parse(values.email) } as const
  if (command === 'create-owner' && values.role === undefined)
    return { command, owner: newOwner.parse(values) } as const
  if (command === 'add-member') return { command, member: newMember.parse(values) } as const
  throw new UsageError()
}
