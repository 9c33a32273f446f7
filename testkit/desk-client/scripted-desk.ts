import { Staff } from '../staff/staff.ts'
import { createScriptToken } from './desk-client-app.ts'

/** An organization with one MCP server and an access token, and the settings of a script that uses it. */
export async function startScriptedDesk(origin: string) {
  const staff = await Staff.signUp(origin)
  const { slug, dsn } = await staff.addServer(`shop-${Date.now().toString(36)}`)
  const token = await createScriptToken(staff)
  const revoke = () => staff.visitor.mutate('accessToken.revoke', { org: staff.org, tokenId: token.id })
  const env = { DESK_ORIGIN: origin, DESK_ORG: staff.org, DESK_TOKEN: token.secret }
  return { staff, server: slug, dsn, token: token.secret, revoke, env }
}
