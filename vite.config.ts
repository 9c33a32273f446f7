import { readdir, readFile, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { build, type Rolldown, type UserConfig } from 'vite'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const platform = process.env.APP_ORIGIN ?? 'http://localhost:3000'

/**
 * In development all hosts are Vite's. It keeps the dashboard, the page of a sign-in, and the code of both; the rest of an
 * MCP server's host is the platform's.
 */
function servedByVite({ headers, url = '/' }: IncomingMessage): string | undefined {
  // By its name alone, Vite would take the dashboard's own /sign-in for the other page.
  if (headers.host === 'localhost:5173') return url.replace(/^\/sign-in(?=\?|$)/, '/')
  if (/^\/sign-in\/[\w-]+$/.test(url)) return '/sign-in.html'
  return /^\/(?:@|src\/|node_modules\/|favicon\.svg|color-scheme\.js)/.test(url) ? url : undefined
}

const CLIENT = `${import.meta.dirname}/client`
const PAGES = ['index.html', 'sign-in.html'].map((page) => `${CLIENT}/${page}`)
/** What the ticket list adds to the start of the dashboard. Dialogs come when the browser is idle. */
const DESK = ['app/shell.tsx', 'features/support-ticket/ticket-list-page.tsx'].map(
  (file) => `${CLIENT}/src/${file}`,
)

/**
 * Puts the first load of the dashboard into three files, which a browser asks for at once: what it has in common with the
 * sign-in of end-users, its start, and the ticket list. By itself the bundler makes a file for each set of pages that share
 * a module: a hundred, which compress worse and queue on HTTP/1.1. A build that writes nothing says which modules these are.
 */
async function groupFirstLoad(): Promise<UserConfig> {
  const options: UserConfig = {
    root: CLIENT,
    plugins: [react()],
    logLevel: 'warn',
    build: { write: false, rolldownOptions: { input: PAGES } },
  }
  const { output } = (await build({ ...options, configFile: false })) as Rolldown.RolldownOutput
  const chunks = output.filter((file) => file.type === 'chunk')
  const [start, signIn] = PAGES.map((page) => modulesOf(chunks, [page])) as [Set<string>, Set<string>]
  const desk = modulesOf(chunks, DESK)
  const nameOf = (id: string) => {
    if (signIn.has(id)) return start.has(id) || desk.has(id) ? 'base' : null
    if (start.has(id)) return 'start'
    return desk.has(id) ? 'desk' : null
  }
  // Each set has all that its modules import.
  const codeSplitting = {
    groups: [{ name: nameOf, debugName: 'first load' }],
    includeDependenciesRecursively: false,
  }
  return { build: { rolldownOptions: { output: { codeSplitting } } } }
}

/** The modules that pages take with their static imports. */
function modulesOf(chunks: Rolldown.OutputChunk[], pages: string[]): Set<string> {
  const names = new Set(
    chunks
      .filter(({ facadeModuleId }) => pages.includes(facadeModuleId ?? ''))
      .map((chunk) => chunk.fileName),
  )
  const modules = new Set<string>()
  // A set hands out what is added to it on the way.
  for (const name of names) {
    const chunk = chunks.find(({ fileName }) => fileName === name)
    for (const imported of chunk?.imports ?? []) names.add(imported)
    for (const id of Object.keys(chunk?.modules ?? {})) modules.add(id)
  }
  return modules
}

/** Declarations of the colours that nothing here is in. `client/src/app/styles.test.ts` says which one is missing. */
const UNUSED_COLORS =
  /--mantine-color-(?:pink|grape|violet|blue|cyan|green|lime|yellow|orange)-[\w-]+:[^;]+;/g

/** Takes out of Mantine's variables what is half of them. */
function leaveOutColors(code: string, id: string): string | undefined {
  return id.endsWith('/default-css-variables.css') ? code.replace(UNUSED_COLORS, '') : undefined
}

const OUT = `${import.meta.dirname}/dist/client`
const COMPRESSED = /\.(?:js|css|svg|txt)$/
/** Bytes. A smaller file travels in one packet anyway. */
const MIN_COMPRESSED = 1_000

/** Writes each built file in brotli and in gzip, too, so that the platform compresses nothing while it serves. */
async function compressFiles(): Promise<void> {
  const files = await readdir(OUT, { recursive: true })
  await Promise.all(
    files.filter((file) => COMPRESSED.test(file)).map((file) => compressFile(`${OUT}/${file}`)),
  )
}

async function compressFile(path: string): Promise<void> {
  const content = await readFile(path)
  if (content.byteLength < MIN_COMPRESSED) return
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength }
  await Promise.all([
    promisify(brotliCompress)(content, { params }).then((small) => writeFile(`${path}.br`, small)),
    promisify(gzip)(content, { level: 9 }).then((small) => writeFile(`${path}.gz`, small)),
  ])
}

/** What a test polls for comes in a moment, but machines may be busy. */
const POLLED = { poll: { timeout: 30_000 } }

/**
 * How many times longer than others the database of the server's tests may take. Few of these have a limit of their own, so
 * that whoever runs them on Vitess gives the others more.
 */
const SLOWNESS = Number(process.env.DATABASE_SLOWNESS ?? 1)

/** Every page and dialog, in each width and colour scheme. */
const VIEWS = ['e2e/pages.test.ts', 'e2e/sign-in-pages.test.ts', 'e2e/beyond-axe.test.ts']

const LONGEST = [
  ...VIEWS,
  'sdk/python/checks/suite.test.ts',
  'server/odd-input.test.ts',
  'server/unfinished-accounts.test.ts',
  'server/db/interrupted-migrations.test.ts',
  'server/cli/run-command.test.ts',
]

/** Tests through the door that users use. */
const END_TO_END = {
  root: import.meta.dirname,
  // What is served in production.
  env: { PLATFORM_FILE: 'dist/server/main.js' },
  expect: POLLED,
  globalSetup: `${import.meta.dirname}/e2e/global-setup.ts`,
  setupFiles: `${import.meta.dirname}/testkit/processes/report-failures.ts`,
  testTimeout: 120_000,
  // A platform and a browser start in it, on a machine that may be busy.
  hookTimeout: 90_000,
}

/** Files that take minutes begin first, and the walk through the whole product runs last, when all of its parts have been tested. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const placeOf = ({ moduleId }: TestSpecification) => {
      if (moduleId.endsWith('/e2e/walk.test.ts')) return 2
      return LONGEST.some((file) => moduleId.endsWith(`/${file}`)) ? 0 : 1
    }
    return sorted.toSorted((one, other) => placeOf(one) - placeOf(other))
  }
}

export default defineConfig({
  root: 'client',
  plugins: [
    react(),
    { name: 'leave-out-colors', enforce: 'pre', transform: leaveOutColors },
    { name: 'group-first-load', apply: 'build', config: groupFirstLoad },
    { name: 'compress-files', apply: 'build', closeBundle: compressFiles },
  ],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    manifest: true,
    rolldownOptions: {
      input: PAGES,
    },
  },
  server: {
    // One address for all hosts: programs look names under .localhost for themselves there (RFC 6761 §6.3).
    host: '127.0.0.1',
    port: 5173,
    strictPort: true,
    proxy: {
      // What the platform has on the dashboard's own host.
      '^/(?:trpc|export|mcp|oauth|\\.well-known|connect/[\\w-]+/api)(?=[/?]|$)': platform,
      '/': { target: platform, bypass: servedByVite },
    },
  },
  test: {
    // Most tests wait for a database, a process or a clock: two cores are idle for a third of the time with two.
    maxWorkers: 3,
    // Pages that are open at a time in one file. More of them only make each other slow.
    maxConcurrency: 3,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', `${import.meta.dirname}/testkit/processes/report-flaky.ts`],
    projects: [
      {
        test: {
          name: 'walls',
          root: import.meta.dirname,
          include: ['walls/**/*.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'shared',
          root: import.meta.dirname,
          include: ['shared/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'client',
          root: import.meta.dirname,
          include: ['client/src/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'server',
          root: import.meta.dirname,
          // The database ends what a frozen process holds after thirty seconds.
          expect: { poll: { timeout: 60_000 * SLOWNESS } },
          include: ['server/**/*.test.ts'],
          globalSetup: `${import.meta.dirname}/server/test/global-setup.ts`,
          setupFiles: `${import.meta.dirname}/server/test/setup.ts`,
          // A worker loads the server once, and not for each of its files, which takes a third of their time.
          isolate: false,
          testTimeout: 120_000 * SLOWNESS,
          hookTimeout: 120_000 * SLOWNESS,
        },
      },
      {
        test: {
          name: 'sdk',
          root: import.meta.dirname,
          expect: POLLED,
          include: ['sdk/{typescript,client}/test/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      { test: { name: 'bench', root: import.meta.dirname, include: ['bench/**/*.test.ts'] } },
      {
        test: { name: 'python', root: import.meta.dirname, include: ['sdk/python/checks/**/*.test.ts'] },
      },
      {
        test: {
          ...END_TO_END,
          name: 'views',
          // Most of their time goes into axe, while the tests of the server wait.
          include: VIEWS,
        },
      },
      {
        test: {
          ...END_TO_END,
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: VIEWS,
        },
      },
    ],
  },
})
