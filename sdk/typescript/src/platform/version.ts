/** Kept equal to package.json by a test; read from here because a bundle has no package.json beside it. */
export const SDK_NAME = 'mcp-obs-typescript'
export const SDK_VERSION = '0.1.0'
