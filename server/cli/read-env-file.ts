import { existsSync } from 'node:fs'

/*
 * Reads .env of the folder in which `npm start` or a command runs, if there is one; variables that are set count more. It is
 * loaded before the program (`node --import`), and by npm's scripts only: tests and containers have settings of their own.
 * Node's own option says on stderr that a file is missing.
 */
if (existsSync('.env')) process.loadEnvFile('.env')
