/*
 * The official TypeScript clients of both generations at servers whose users sign in.
 */
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import { OauthLogin } from '../../../../testkit/mcp/oauth-login.ts'
import { v1Client, v2Client } from '../../../../testkit/mcp/official-clients.ts'
import type { Staff } from '../../../../testkit/staff/staff.ts'
import { FIELDS, type Generation, reportAt } from './protected-server.ts'

const GENERATIONS: readonly Generation[] = ['v1', 'v2']

export function checkSignInWithOfficialClients(folder: string, staff: Staff): Check[] {
  return [v1Client, v2Client].flatMap((client) =>
    GENERATIONS.map((generation) => ({
      name: `official ${client.name}, protected ${generation}: goes from 401 to a ticket of its user`,
      run: () =>
        reportAt(folder, staff, generation, async ({ url, user }) => {
          const login = await OauthLogin.open('Official client', user.visit)
          const connected = await client.overProtectedHttp(url, login)
          try {
            return await connected.report(FIELDS)
          } finally {
            await connected.close()
            login.close()
          }
        }),
    })),
  )
}
