import type { Scenario } from './scenario.ts'
import { useRelease } from './use-release.ts'

/**
 * Starts at two processes of the release before. One of them becomes this release and migrates the database; the other one
 * goes on with all that it does, and then becomes this release, too.
 */
export const UPGRADE: Scenario = {
  name: 'rolling-upgrade',
  isSmooth: true,
  async run({ topology, load, first: before, release, staff }) {
    const resourceUrl = 'https://mcp.acme.example/mcp'
    const server = await staff.addServer('signed-in', { authMode: 'oauth', resourceUrl })
    const [first, second] = topology.replicas
    await useRelease(second, staff, server)
    await load.reaches(0.2)
    await first.stop()
    await first.start(release)
    await useRelease(second, staff, server)
    await useRelease(first, staff, server)
    await load.reaches(0.7)
    await second.stop()
    await second.start(release)
    await useRelease(second, staff, server)
    return `from ${before.revision}`
  },
}
