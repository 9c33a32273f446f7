import { existsSync } from 'node:fs'
import { findChromium } from '#testkit/browser/chromium.ts'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether there is a browser to test with. */
    hasChromium: boolean
  }
}

const BUILT = [
  'dist/client/index.html',
  'dist/server/main.js',
  'sdk/typescript/dist/index.js',
  'sdk/client/dist/index.js',
]

/** Looks for what these tests cannot do without: the built product, and a browser. */
export function setup(project: TestProject): void {
  const missing = BUILT.filter((file) => !existsSync(file))
  if (missing.length > 0) throw new Error(`${missing.join(' and ')} must be there: run "npm run build" first`)
  const hasChromium = findChromium() !== undefined
  if (!hasChromium && process.env.CI) throw new Error('no Chromium, and CI tests the dashboard')
  if (!hasChromium) process.stdout.write('skipped: no Chromium\n')
  project.provide('hasChromium', hasChromium)
}
