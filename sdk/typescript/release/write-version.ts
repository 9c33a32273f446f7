/*
 * Carries a new version from package.json to where the SDK reads its own.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const manifest = new URL('../package.json', import.meta.url)
const source = new URL('../src/platform/version.ts', import.meta.url)

const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
const before = readFileSync(source, 'utf8')
writeFileSync(source, before.replace(/(?<=SDK_VERSION = ').*(?=')/, version))
