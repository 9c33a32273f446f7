import { installPackages } from '#testkit/packages/install-packages.ts'

/** What is no dependency of this repository, in its exact version. */
export const PACKAGES = {
  '@modelcontextprotocol/inspector': '2.12.0',
  'mcp-remote': '0.15.1',
} as const

/** @returns the folder where they are installed */
export function packagesFolder(): Promise<string> {
  return installPackages('desk-clients', PACKAGES)
}
