/*
 * The recipes of the SDK's README: what each is installed with, and how its program runs.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ownVersions } from '../../../../testkit/packages/install-packages.ts'
import { packagesOf, versionsOf } from '../works-on.ts'

/** What runs the program: Node over stdio or HTTP, Next.js, or workerd. */
export type Host = 'stdio' | 'http' | 'next' | 'workerd'

export interface Recipe {
  /** Its row in `works-on.json`, which has its version. */
  framework: string
  host: Host
  /** What is installed beside the framework. */
  packages: Record<string, string>
}

const V1 = ownVersions('@modelcontextprotocol/sdk', 'zod')
const V2 = ownVersions('@modelcontextprotocol/server', 'zod')

const FAST_MCP = { framework: 'fastmcp', packages: V1 }

/** By their names in the README. */
export const RECIPES: Record<string, Recipe> = {
  NestJS: {
    framework: '@rekog/mcp-nest',
    host: 'http',
    packages: {
      '@nestjs/common': '12.5.1',
      '@nestjs/core': '12.5.1',
      '@nestjs/microservices': '12.1.1',
      '@nestjs/platform-express': '12.5.1',
      'reflect-metadata': '0.2.2',
      ...ownVersions('@modelcontextprotocol/node'),
      ...V2,
    },
  },
  'NestJS, mcp-nest 1': {
    framework: '@rekog/mcp-nest',
    host: 'http',
    packages: {
      '@rekog/mcp-nest': versionsOf('@rekog/mcp-nest')[0] ?? '',
      '@nestjs/common': '11.2.10',
      '@nestjs/core': '11.2.10',
      '@nestjs/platform-express': '11.2.10',
      'reflect-metadata': '0.2.2',
      ...V1,
    },
  },
  'FastMCP, HTTP': { ...FAST_MCP, host: 'http' },
  'FastMCP, stdio': { ...FAST_MCP, host: 'stdio' },
  'FastMCP, stateless HTTP': { ...FAST_MCP, host: 'http' },
  'Next.js': {
    framework: 'mcp-handler',
    host: 'next',
    packages: { next: '16.4.6', ...ownVersions('react', 'react-dom', '@types/react'), ...V2 },
  },
  'mcp-framework': {
    framework: 'mcp-framework',
    host: 'http',
    packages: { ...V1, zod: '3.25.76' },
  },
  'Cloudflare Agents': {
    framework: 'agents',
    host: 'workerd',
    packages: { ...packagesOf('workerd'), ...V2 },
  },
  'Cloudflare McpAgent': {
    framework: 'agents',
    host: 'workerd',
    packages: {
      ...packagesOf('workerd'),
      ...ownVersions('@modelcontextprotocol/client'),
      ...V1,
      ...V2,
      ai: '7.0.173',
    },
  },
  Hono: {
    framework: '@hono/mcp',
    host: 'http',
    packages: { hono: '4.13.19', '@hono/node-server': '2.1.9', ...V1 },
  },
  Express: { framework: 'express', host: 'http', packages: V1 },
}

const README = fileURLToPath(new URL('../../README.md', import.meta.url))

/** @returns the program of a recipe, as the README shows it */
export function readRecipe(name: string): string {
  const text = readFileSync(README, 'utf8')
  const [, after] = text.split(`<!-- recipe: ${name} -->\n`)
  const code = /^\s*```ts\n([\s\S]*?)^```$/m.exec(after ?? '')?.[1]
  if (code === undefined) throw new Error(`the README has no recipe ${name}`)
  return code
}
