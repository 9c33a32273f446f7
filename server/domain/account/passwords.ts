import { loadOnce } from '#shared/load-once.ts'
import pLimit from 'p-limit'

/** OWASP Password Storage Cheat Sheet: Argon2id (the library's default), 19 MiB, 2 passes, 1 lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The beginning of every hash that was made with these parameters (PHC string format). */
const CURRENT = `$argon2id$v=19$m=${PARAMETERS.memoryCost},t=${PARAMETERS.timeCost},p=${PARAMETERS.parallelism}$`

/** Hashes at a time. Each takes 19 MiB and a core, and many sign-ins at once must not slow down everything else. */
const inTurn = pLimit(4)

/** @returns the Argon2id hash in PHC string format, salt included */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password))
}

/** Whether a hash was made with other parameters. It is replaced at the next sign-in. */
export function isOutdated(passwordHash: string): boolean {
  return !passwordHash.startsWith(CURRENT)
}

/** Checks a password. Without a hash (an unknown account) it takes the same time, so that timing reveals nothing. */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  const matches = await inTurn(async () => verify(passwordHash ?? (await dummyHash()), password))
  return matches && passwordHash !== undefined
}

const dummyHash = loadOnce(() => hash('no account has this password'))

/** Loads the library. A start does not need it. */
export function loadArgon2() {
  return import('@node-rs/argon2')
}

async function hash(password: string): Promise<string> {
  const library = await loadArgon2()
  return library.hash(password, PARAMETERS)
}

async function verify(passwordHash: string, password: string): Promise<boolean> {
  const library = await loadArgon2()
  return library.verify(passwordHash, password)
}
