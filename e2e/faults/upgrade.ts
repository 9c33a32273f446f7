import type { Scenario } from './scenario.ts'
import { missingAtDesk } from './use-desk.ts'
import { useRelease } from './use-release.ts'

/** Tickets of which all dashboards must hear, where the release before told only some. */
const TOLD = 50

/**
 * Starts at two processes of the release before. One of them becomes this release and migrates the database, while the other one
 * takes the tickets; that one goes on with all that it does, and then becomes this release, too.
 */
export const UPGRADE: Scenario = {
  name: 'rolling-upgrade',
  isSmooth: true,
  async run({ topology, load, ledger, first: before, release, staff }) {
    const missing = missingAtDesk(before)
    if (missing.length > 0) process.stderr.write(`   It has no ${missing.join(', and no ')}\n`)
    const resourceUrl = 'https://mcp.acme.example/mcp'
    const server = await staff.addServer('signed-in', { authMode: 'oauth', resourceUrl })
    const users = { staff, server, known: [] }
    const [first, second] = topology.replicas
    await useRelease(second, before, users)
    await load.reaches(0.2)
    await first.stop()
    const { through } = load
    // The line that names the migrations is no warning.
    await first.start(release, { LOG_LEVEL: 'info' })
    // Nobody else was there to take them.
    if (load.through === through) ledger.violate('no ticket at the release before during the migration')
    const [, applied = ''] = /Migrations applied: ([^"]*)"/.exec(first.program.output) ?? []
    const migrations = applied.match(/\b\d{4}-[\w-]+/g) ?? []
    if (migrations.length === 0) ledger.violate('no migration was applied')
    await useRelease(second, before, users)
    await useRelease(first, release, users)
    await useRelease(second, before, users)
    await load.reaches(0.7)
    await second.stop()
    await second.start(release)
    await useRelease(second, release, users)
    if (before.isOneProcess) {
      ledger.tellsAllFromNowOn()
      await load.takes(TOLD)
    }
    return `from ${before.name}, ${migrations.length} ${migrations.length === 1 ? 'migration' : 'migrations'}`
  },
}
