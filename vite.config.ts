import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const platform = process.env.APP_ORIGIN ?? 'http://localhost:3000'

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
  server: { port: 5173, strictPort: true, proxy: { '/trpc': platform } },
  test: {
    projects: [
      { test: { name: 'shared', root: import.meta.dirname, include: ['shared/**/*.test.ts'] } },
      { test: { name: 'client', root: import.meta.dirname, include: ['client/src/**/*.test.ts'] } },
      {
        test: {
          name: 'server',
          root: import.meta.dirname,
          include: ['server/**/*.test.ts'],
          globalSetup: `${import.meta.dirname}/server/test/global-setup.ts`,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'sdk',
          root: import.meta.dirname,
          include: ['sdk/typescript/test/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'e2e',
          root: import.meta.dirname,
          include: ['e2e/**/*.test.ts'],
          globalSetup: `${import.meta.dirname}/e2e/global-setup.ts`,
          testTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
