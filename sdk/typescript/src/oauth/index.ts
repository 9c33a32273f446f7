export { AccessTokenError } from './access-token-error.ts'
export type { NodeResponse } from './answer.ts'
export type { NodeHandler, NodeRequest } from './node-request.ts'
export {
  protectResource,
  type Authentication,
  type BearerAuthOptions,
  type ProtectedMcpObs,
  type ProtectResourceOptions,
} from './protect-resource.ts'
export type { ResourceMetadata } from './resource-metadata.ts'
export type { VerifiedAuthInfo } from './verify-access-token.ts'
