/*
 * Writes the redaction rules of sdk/contract into the SDKs: npm run rules
 */
import { writeFileSync } from 'node:fs'
import { PYTHON_FILE, writePython } from './python.ts'
import { readRules, readRulesFile } from './rules.ts'
import { TYPESCRIPT_FILE, writeTypescript } from './typescript.ts'

const repository = new URL('../../', import.meta.url)
writeFileSync(new URL(TYPESCRIPT_FILE, repository), writeTypescript(readRulesFile()))
writeFileSync(new URL(PYTHON_FILE, repository), writePython(readRules()))
