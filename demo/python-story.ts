import { findPython } from '#testkit/packages/find-python.ts'
import { installPython } from '#testkit/packages/install-python.ts'
import { Program } from '#testkit/processes/program.ts'
import { untilItAnswers } from '#testkit/processes/until-it-answers.ts'
import type { Story } from './end-user.ts'
import type { Login } from './logins.ts'
import { indent, say } from './say.ts'
import { tellSignedInStory } from './signed-in-story.ts'

/** It brings what `examples/python-oauth` needs besides the SDK. */
const FRAMEWORK = 'fastmcp==4.*'
const INSTALL_TIMEOUT_MS = 90_000
const STORY_TIMEOUT_MS = 240_000

/** An interpreter that has the framework, or why there is none. */
export type Python = { command: string } | { missing: string }

/** Installs the framework if Python and a package registry are there. Never fails, and ends within 90 seconds. */
export async function findOutAboutPython(): Promise<Python> {
  if (findPython() === undefined) return { missing: 'this machine has no Python 3.10 or newer' }
  const installed = installPython(FRAMEWORK).then((command): Python => ({ command }))
  const failed = { missing: 'fastmcp could not be installed' }
  return withinTime(installed, INSTALL_TIMEOUT_MS).catch(() => failed)
}

/**
 * Lets a user sign in at a server in Python, and raise a ticket there. Without Python one line says so, and when something
 * goes wrong, one line says what.
 */
export async function tellPythonStory(
  python: Python,
  user: Login,
  parts: { connect: (resourceUrl: string) => Promise<string>; port: number; show: (story: Story) => void },
): Promise<void> {
  if ('missing' in python) {
    say(`12. There is no MCP server in Python, because ${python.missing}`)
    return
  }
  say('12. A third MCP server starts: fastmcp in Python, mcp-obs-server attached. Its users sign in, too')
  await withinTime(start(python.command, user, parts), STORY_TIMEOUT_MS).catch((error: unknown) => {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    say(indent(`It has not worked, and the demo goes on: ${line}`))
  })
}

async function start(
  command: string,
  user: Login,
  { connect, port, show }: Parameters<typeof tellPythonStory>[2],
): Promise<void> {
  const resourceUrl = `http://127.0.0.1:${port}/mcp`
  const settings = {
    PORT: String(port),
    RESOURCE_URL: resourceUrl,
    MCP_OBS_DSN: await connect(resourceUrl),
    PYTHONPATH: 'sdk/python/src',
  }
  const server = new Program('examples/python-oauth/server.py', {
    command,
    env: { ...process.env, ...settings },
  })
  await untilItAnswers(resourceUrl, server)
  say(indent(resourceUrl))
  await tellSignedInStory(resourceUrl, user, { order: '1042' }, (story) => {
    say('13. The same call fails, and its ticket has the user, the arguments and the traceback')
    show(story)
  })
}

async function withinTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`not done after ${timeoutMs / 1000} s`)), timeoutMs)
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
