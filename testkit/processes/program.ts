import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

const REPOSITORY = new URL('../../', import.meta.url)
/** Milliseconds a program has to start, and to stop. */
const PATIENCE = 20_000

const running = new Set<Program>()

// A worker that ends early must leave nothing behind.
process.once('exit', () => {
  for (const program of running) program.kill()
})

/** What the programs that run now have written, for whoever has to find out why a test failed. */
export function describeRunning(): string {
  return [...running].map((program) => program.describe()).join('')
}

export interface StartOptions {
  env?: Record<string, string | undefined>
  args?: string[]
  cwd?: string | URL
}

/** A child process that runs one file of TypeScript or JavaScript, with everything it wrote. */
export class Program {
  readonly file: string
  output = ''
  readonly #child: ChildProcess
  readonly #exit: Promise<number | null>
  readonly #readers = new Set<() => void>()

  constructor(file: string, { env = {}, args = [], cwd = REPOSITORY }: StartOptions = {}) {
    this.file = file
    this.#child = spawn(process.execPath, [file, ...args], {
      cwd,
      env: { ...cleanEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(this)
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text
        for (const read of this.#readers) read()
      })
    }
    this.#exit = once(this.#child, 'close').then(([code]) => {
      for (const read of this.#readers) read()
      return code as number | null
    })
  }

  get hasExited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** What `sign` finds in the output, as soon as it is there; the first group where it has one. */
  async says(sign: RegExp): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const read = () => {
      const found = sign.exec(this.output)
      if (found) resolve(found[1] ?? found[0])
      else if (this.hasExited) reject(new Error(`ended before it said ${sign}\n${this.describe()}`))
    }
    const timer = setTimeout(
      () => reject(new Error(`did not say ${sign} in time\n${this.describe()}`)),
      PATIENCE,
    )
    this.#readers.add(read)
    read()
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      this.#readers.delete(read)
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  /** The exit code, or null when a signal ended it. */
  exited(): Promise<number | null> {
    return this.#exit
  }

  /** Ends the program gently, by force if that takes too long, and waits for it. */
  async stop(): Promise<number | null> {
    if (!this.hasExited) this.signal('SIGTERM')
    const timer = setTimeout(() => this.kill(), PATIENCE)
    const code = await this.#exit
    clearTimeout(timer)
    running.delete(this)
    return code
  }

  describe(): string {
    return `\n--- ${this.file} ---\n${this.output.slice(-3_000)}\n`
  }
}

/** Runs a program to its end. */
export async function run(
  file: string,
  options: StartOptions = {},
): Promise<{ code: number | null; output: string }> {
  const program = new Program(file, options)
  const timer = setTimeout(() => program.kill(), PATIENCE * 2)
  const code = await program.exited()
  clearTimeout(timer)
  running.delete(program)
  return { code, output: program.output }
}

/** A port of the loopback interface that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** The settings of whoever runs the tests must not reach the programs under test. */
function cleanEnvironment(): Record<string, string | undefined> {
  const { PATH, HOME, TMPDIR, LANG } = process.env
  return { PATH, HOME, TMPDIR, LANG }
}
