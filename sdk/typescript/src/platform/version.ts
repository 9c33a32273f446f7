/**
 * A test keeps them equal to package.json. They are not read from it, because a bundle has no package.json beside it.
 */
export const SDK_NAME = 'mcp-obs-typescript'
export const SDK_VERSION = '0.1.0'
