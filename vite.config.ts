import { readdir, readFile, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

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
const PATIENT = { poll: { timeout: 10_000 } }

export default defineConfig({
  root: 'client',
  plugins: [react(), { name: 'compress-files', apply: 'build', closeBundle: compressFiles }],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    manifest: true,
    rolldownOptions: {
      input: ['index.html', 'sign-in.html'].map((page) => `${import.meta.dirname}/client/${page}`),
    },
  },
  server: {
    // One address for all hosts: programs look names under .localhost for themselves there (RFC 6761 §6.3).
    host: '127.0.0.1',
    port: 5173,
    strictPort: true,
    proxy: { '/trpc': platform, '/': { target: platform, bypass: servedByVite } },
  },
  test: {
    // Most tests wait for a database, a process or a clock.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'walls',
          root: import.meta.dirname,
          include: ['walls/**/*.test.ts'],
          testTimeout: 120_000,
        },
      },
      { test: { name: 'shared', root: import.meta.dirname, include: ['shared/**/*.test.ts'] } },
      { test: { name: 'client', root: import.meta.dirname, include: ['client/src/**/*.test.ts'] } },
      {
        test: {
          name: 'server',
          root: import.meta.dirname,
          expect: PATIENT,
          include: ['server/**/*.test.ts'],
          globalSetup: `${import.meta.dirname}/server/test/global-setup.ts`,
          setupFiles: `${import.meta.dirname}/server/test/watch-statements.ts`,
          testTimeout: 20_000,
          // Two tenants with all that they have are made in one, on a machine that may be busy.
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'sdk',
          root: import.meta.dirname,
          expect: PATIENT,
          include: ['sdk/{typescript,client}/test/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: { name: 'python', root: import.meta.dirname, include: ['sdk/python/checks/**/*.test.ts'] },
      },
      {
        test: {
          name: 'e2e',
          root: import.meta.dirname,
          expect: PATIENT,
          include: ['e2e/**/*.test.ts'],
          globalSetup: `${import.meta.dirname}/e2e/global-setup.ts`,
          setupFiles: `${import.meta.dirname}/testkit/processes/report-failures.ts`,
          testTimeout: 120_000,
          // A platform and a browser start in it, on a machine that may be busy.
          hookTimeout: 30_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
