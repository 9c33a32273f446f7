/*
 * Clients in Python at servers whose users sign in: the official one and that of fastmcp, of both generations.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import { installPython } from '../../../../testkit/packages/install-python.ts'
import { Program } from '../../../../testkit/processes/program.ts'
import type { Staff } from '../../../../testkit/staff/staff.ts'
import { FIELDS, type Generation, reportAt } from './protected-server.ts'

const SCRIPTS = fileURLToPath(new URL('python', import.meta.url))
const CLIENTS: [requirement: string, script: string][] = [
  ['mcp==1.30.*', 'official.py'],
  ['mcp==2.3.*', 'official.py'],
  ['fastmcp==2.14.*', 'fastmcp_client.py'],
  ['fastmcp==4.2.*', 'fastmcp_client.py'],
]
const GENERATIONS: readonly Generation[] = ['v1', 'v2']

export function checkSignInWithPython(folder: string, staff: Staff): Check[] {
  return CLIENTS.flatMap(([requirement, script]) =>
    GENERATIONS.map((generation) => ({
      name: `Python ${requirement}, protected ${generation}: goes from 401 to a ticket of its user`,
      run: async () => {
        const python = await installPython(requirement)
        await reportAt(folder, staff, generation, async ({ url, user }) => {
          const client = new Program(join(SCRIPTS, script), {
            command: python,
            args: [url, JSON.stringify(FIELDS)],
            // Its way to open an address is a command that prints it.
            env: { BROWSER: 'echo VISIT %s' },
          })
          try {
            await user.visit(new URL(await client.says(/VISIT (http\S+)\n/)))
            return JSON.parse(await client.says(/^RESULT (.+)\n/m)) as unknown
          } finally {
            await client.stop()
          }
        })
      },
    })),
  )
}
