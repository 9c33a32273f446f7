/*
 * Writes the redaction rules of sdk/contract into the SDKs: npm run rules
 */
import { writeFileSync } from 'node:fs'
import { readRules } from './rules.ts'
import { TYPESCRIPT_FILE, writeTypescript } from './typescript.ts'

writeFileSync(TYPESCRIPT_FILE, writeTypescript(readRules()))
