import type { IncomingMessage } from 'node:http'
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

export default defineConfig({
  root: 'client',
  plugins: [react()],
  build: {
    outDir: '../dist/client',
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
