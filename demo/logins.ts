import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

export interface Login {
  email: string
  password: string
}

/** What the demo keeps from one run to the next: how its member of staff signs in, and besides. */
export interface Logins extends Login {
  /** The end-user of the server that has its users sign in. */
  user: Login
  /** Whether the desk has got its history. */
  hasHistory: boolean
  /** By MCP server, the key of the last run, which the next one revokes. */
  keyIds: Record<string, string>
}

export function readLogins(file: string): Logins {
  const stored = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Logins>) : {}
  return { ...createLogin('demo'), user: createLogin('ana'), hasHistory: false, keyIds: {}, ...stored }
}

export function writeLogins(file: string, logins: Logins): void {
  writeFileSync(file, `${JSON.stringify(logins, null, 2)}\n`, { mode: 0o600 })
}

function createLogin(name: string): Login {
  return { email: `${name}@example.com`, password: randomBytes(12).toString('base64url') }
}
