import { sha256 } from '../sha256.ts'

/**
 * The hash by which an artifact is found. It includes the server and the purpose, so that a value works on one server
 * and for one purpose only.
 *
 * @param server the name of its store
 * @param model what the value is for, such as `AuthorizationCode`
 */
export function artifactHash(server: string, model: string, value: string): Buffer {
  return sha256(`${server}\n${model}\n${value}`)
}
