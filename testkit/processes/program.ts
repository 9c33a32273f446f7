import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const REPOSITORY = new URL('../../', import.meta.url)
/** Milliseconds. Machines may be busy and slow; only what has failed waits so long. */
const SAY_TIMEOUT_MS = 120_000
const STOP_TIMEOUT_MS = 20_000
const RUN_TIMEOUT_MS = 90_000

const running = new Set<Program>()

// A worker that ends early must leave nothing behind.
process.once('exit', () => {
  for (const program of running) program.kill()
})

/** What the programs that run now have written, for whoever has to find out why a test failed. */
export function describeRunning(): string {
  return [...running].map((program) => program.describe()).join('')
}

/** Stops every program that this process started and that still runs. */
export async function stopPrograms(): Promise<void> {
  await Promise.all([...running].map((program) => program.stop()))
}

export interface StartOptions {
  /** What runs the file. Default: the Node.js that runs this process. */
  command?: string
  args?: string[]
  /** Added to a bare environment; the settings of whoever runs the tests do not reach the programs under test. */
  env?: Record<string, string | undefined>
  /** Default: the repository. */
  cwd?: string | URL
  /** Whether the program's input stays open, as `stdin`. */
  hasInput?: boolean
}

/** A child process, with everything it wrote. It ends with this process at the latest. */
export class Program {
  readonly file: string
  /** What it wrote to both, in the order in which it came. */
  output = ''
  stdoutText = ''
  stderrText = ''
  readonly #child: ChildProcess
  readonly #exit: Promise<number | null>
  readonly #readers = new Set<() => void>()

  /** @param file a file of TypeScript or JavaScript, or the first argument of `command`. */
  constructor(
    file: string,
    {
      command = process.execPath,
      args = [],
      env = {},
      cwd = REPOSITORY,
      hasInput = false,
    }: StartOptions = {},
  ) {
    this.file = file
    this.#child = spawn(command, [file, ...args], {
      cwd,
      env: { ...bareEnvironment(), ...env },
      stdio: [hasInput ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    })
    running.add(this)
    this.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdoutText += text
      this.#keep(text)
    })
    this.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderrText += text
      this.#keep(text)
    })
    this.#exit = once(this.#child, 'close').then(([code]) => {
      for (const read of this.#readers) read()
      return code as number | null
    })
  }

  get pid(): number {
    return this.#child.pid!
  }

  get stdin(): Writable {
    return this.#child.stdin!
  }

  get stdout(): Readable {
    return this.#child.stdout!
  }

  get stderr(): Readable {
    return this.#child.stderr!
  }

  get hasExited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /**
   * Waits until the output has `sign`.
   *
   * @returns what the first group of `sign` matched, or all of the match
   * @throws when the program ends before, or after two minutes, with the end of the output
   */
  async says(sign: RegExp): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const read = () => {
      const found = sign.exec(this.output)
      if (found) resolve(found[1] ?? found[0])
      else if (this.hasExited) reject(new Error(`ended before it said ${sign}\n${this.describe()}`))
    }
    const timer = setTimeout(
      () => reject(new Error(`did not say ${sign} in time\n${this.describe()}`)),
      SAY_TIMEOUT_MS,
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
    return this.exitedWithin(STOP_TIMEOUT_MS)
  }

  /** Waits for the end, and kills the program when it takes longer than that. */
  async exitedWithin(timeoutMs: number): Promise<number | null> {
    const timer = setTimeout(() => this.kill(), timeoutMs)
    try {
      return await this.#exit
    } finally {
      clearTimeout(timer)
      running.delete(this)
    }
  }

  describe(): string {
    return `\n--- ${this.file} ---\n${this.output.slice(-3_000)}\n`
  }

  #keep(text: string): void {
    this.output += text
    for (const read of this.#readers) read()
  }
}

export interface Ended {
  /** The exit code, or null when a signal ended the program. */
  code: number | null
  output: string
}

/** Runs a program to its end. It is killed when it takes longer than `timeoutMs`, 90 seconds by default. */
export async function run(
  file: string,
  options: StartOptions = {},
  timeoutMs = RUN_TIMEOUT_MS,
): Promise<Ended> {
  const program = new Program(file, options)
  const code = await program.exitedWithin(timeoutMs)
  return { code, output: program.output }
}

/** Runs a program that must succeed. @returns what it wrote to stdout. @throws when the exit code is not 0 */
export async function runOrThrow(
  file: string,
  options: StartOptions = {},
  timeoutMs = RUN_TIMEOUT_MS,
): Promise<string> {
  const program = new Program(file, options)
  const code = await program.exitedWithin(timeoutMs)
  if (code === 0) return program.stdoutText
  throw new Error(`${file} ${options.args?.join(' ') ?? ''} ended with ${code}\n${program.output}`)
}

/** With it, a program that runs from its sources starts in two thirds of the time. */
const NODE_COMPILE_CACHE = fileURLToPath(new URL('.cache/compile', REPOSITORY))

function bareEnvironment(): Record<string, string | undefined> {
  const { PATH, HOME, TMPDIR, LANG } = process.env
  return { PATH, HOME, TMPDIR, LANG, NODE_COMPILE_CACHE }
}
