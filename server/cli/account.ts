import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { ROLES } from '#shared/organization.ts'
import { emailSchema, lineSchema } from '#shared/text.ts'
import { z } from 'zod'
import { migrate } from '../db/migrate.ts'
import { resetPassword } from '../domain/account/reset-password.ts'
import { addMember } from '../domain/organization/add-member.ts'
import type { PlatformContext } from '../domain/context.ts'
import { runCommand } from './run-command.ts'

const USAGE = `Usage:
  npm run account -- reset-password --email ada@example.com
  npm run account -- add-member --org acme --email ada@example.com --name "Ada" [--role owner|admin|member|viewer]
reset-password prints a new password; add-member prints one for a new account. Without --role, the role is member.
`

const options = {
  email: { type: 'string' },
  org: { type: 'string' },
  name: { type: 'string' },
  role: { type: 'string' },
} as const
const { positionals, values } = parseArgs({ allowPositionals: true, options })
const email = emailSchema.safeParse(values.email)

await runCommand(async (ctx, _orm, databaseUrl) => {
  await migrate(databaseUrl)
  return run(ctx, positionals[0])
})

async function run(ctx: PlatformContext, command: string | undefined): Promise<string> {
  const password = randomBytes(15).toString('base64url')
  if (command === 'reset-password' && email.success) {
    await resetPassword(ctx, email.data, password)
    return `New password: ${password}\nEvery session of this account has ended.\n`
  }
  const name = lineSchema(80, 'a name').safeParse(values.name)
  const role = z.enum(ROLES).safeParse(values.role ?? 'member')
  if (command === 'add-member' && email.success && name.success && role.success && values.org) {
    const member = {
      organizationSlug: values.org,
      name: name.data,
      email: email.data,
      password,
      role: role.data,
    }
    const { newAccount } = await addMember(ctx, member)
    return newAccount
      ? `Added, with this password: ${password}\n`
      : 'Added. They sign in with the password they have.\n'
  }
  process.exitCode = 2
  return USAGE
}
