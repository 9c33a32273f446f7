import { freePort } from '../processes/free-port.ts'
import { Program } from '../processes/program.ts'
import { untilItAnswers } from '../processes/until-it-answers.ts'
import type { Platform } from './platform.ts'

/** Another process of a platform that runs on MySQL, on the same database, with an address of its own. */
export interface SecondProcess {
  origin: string
  health: string
  program: Program
}

/** @param settings that differ from those of the platform, and from an address of its own */
export async function startSecondProcess(
  platform: Platform,
  settings: Platform['settings'] = {},
): Promise<SecondProcess> {
  const port = await freePort()
  const healthPort = await freePort()
  const origin = `http://localhost:${port}`
  const env = {
    ...platform.settings,
    PORT: String(port),
    HEALTH_PORT: String(healthPort),
    APP_ORIGIN: origin,
    BASE_DOMAIN: `localhost:${port}`,
    ...settings,
  }
  const program = new Program(process.env.PLATFORM_FILE ?? 'server/main.ts', { env })
  await untilItAnswers(`http://127.0.0.1:${port}/`, program)
  return { origin, health: `http://127.0.0.1:${healthPort}`, program }
}
