import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

/*
 * Reads .env of the folder in which `npm start` or a command runs, if there is one; variables that are set count more. It is
 * loaded before the program (`node --import`), and by npm's scripts only: tests and containers have settings of their own.
 * A line that Node's reader would skip ends the program: a setting that is not read can be the one that means production.
 */
if (existsSync('.env')) {
  try {
    const text = readFileSync('.env', 'utf8').replace(/^\uFEFF/, '')
    const variables = parseEnv(text)
    const fault = findUnread(text, variables)
    if (fault) throw new Error(fault)
    for (const [name, value = ''] of Object.entries(variables)) process.env[name] ??= value
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    process.stderr.write(`.env: ${code === undefined ? message : `cannot be read (${code}).`}\n`)
    process.exit(1)
  }
}

/** Names the first line that is neither a variable, nor a part of a value, nor a comment. */
function findUnread(text: string, variables: NodeJS.Dict<string>): string | undefined {
  const ofValues = new Set(Object.values(variables).flatMap((value = '') => value.split(/\r?\n/).slice(1)))
  const lines = text.split(/\r?\n/)
  const number = lines.findIndex(
    (line) =>
      !/^\s*(?:#|$|(?:export\s+)?[A-Za-z_]\w*\s*=)/.test(line) && !ofValues.has(line.replace(/["'`].*$/, '')),
  )
  return number < 0 ? undefined : `line ${number + 1} is not NAME=value.`
}
