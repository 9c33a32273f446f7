/*
 * The packed @mcp-obs/client on every supported version of Node.js, against the platform itself.
 */
import assert from 'node:assert/strict'
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import { createScriptToken, expectedStory } from '../../../../testkit/desk-client/desk-client-app.ts'
import { Platform } from '../../../../testkit/platform/platform.ts'
import { Program } from '../../../../testkit/processes/program.ts'
import { Staff } from '../../../../testkit/staff/staff.ts'
import { nodeRuntimes } from './node-versions.ts'

/** @param folder where the packages are installed, with the scripts of `testkit/desk-client`. */
export function checkDeskClient(folder: string): Check[] {
  return nodeRuntimes(folder).map(([version, command]) => ({
    name: `Node ${version}, @mcp-obs/client`,
    run: () => tellStory(folder, command),
  }))
}

async function tellStory(folder: string, command: string): Promise<void> {
  const platform = await Platform.start()
  try {
    const staff = await Staff.signUp(platform.origin)
    const { slug: server } = await staff.addServer('shop')
    const { id: tokenId, secret } = await createScriptToken(staff)
    const env = {
      DESK_ORIGIN: platform.origin,
      DESK_ORG: staff.org,
      DESK_TOKEN: secret,
      DESK_SERVER: server,
    }
    const script = new Program('node.mjs', { command, cwd: folder, env })
    await script.says(/watching/)
    await staff.visitor.mutate('accessToken.revoke', { org: staff.org, tokenId })
    assert.deepEqual(JSON.parse(await script.says(/^told (.+)$/m)), expectedStory({ server }))
    assert.equal(await script.exited(), 0)
    assert.equal(script.stderrText, '')
  } finally {
    await platform.end()
  }
}
