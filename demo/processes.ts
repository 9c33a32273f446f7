import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

const children: ChildProcess[] = []

/**
 * Starts a program of this repository and waits until it says, on stdout or stderr, that it is up.
 *
 * @param ready finds the sign in the output; what its first group matched is returned
 * @throws when the program ends before, with the last lines it wrote
 */
export async function startProgram(
  file: string,
  env: Record<string, string>,
  ready: RegExp,
): Promise<string> {
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let output = ''
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output = (output + chunk).slice(-20_000)
      const found = ready.exec(output)
      if (found) resolve(found[1] ?? found[0])
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) =>
      reject(new Error(`${file} ended with ${code}:\n${output.trim().split('\n').slice(-10).join('\n')}`)),
    )
  })
}

/** Ends what was started and waits until it has. */
export async function stopPrograms(): Promise<void> {
  const running = children.filter((child) => child.exitCode === null && child.signalCode === null)
  await Promise.all(
    running.map((child) => {
      child.kill('SIGTERM')
      return once(child, 'exit')
    }),
  )
}

/** The wanted port, or the next one above it that nobody listens on. */
export async function freePort(wanted: number): Promise<number> {
  const server = createServer()
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(wanted, '127.0.0.1', () => resolve(true))
  })
  if (!free) return freePort(wanted + 1)
  server.close()
  await once(server, 'close')
  return wanted
}
