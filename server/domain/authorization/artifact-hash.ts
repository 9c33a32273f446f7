import { sha256 } from '../sha256.ts'

/**
 * The hash by which an artifact is found. It includes the server and the purpose, so that a value works on one server
 * and for one purpose only.
 *
 * @param model what the value is for, such as `AuthorizationCode`
 */
export function artifactHash(mcpServerId: string, model: string, value: string): Buffer {
  return sha256(`${mcpServerId}\n${model}\n${value}`)
}
