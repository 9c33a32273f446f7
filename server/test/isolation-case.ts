import type { Scope } from '#shared/access-token.ts'
import type { ErrorCode } from '#shared/error-codes.ts'
import type { Role } from '#shared/organization.ts'
import type { Target } from './isolation-targets.ts'

type Kind = 'query' | 'mutate' | 'subscription'

/** A procedure that anybody may call, and why that is safe. */
export interface PublicCase {
  kind: Kind
  public: string
}

/** A procedure of whoever is signed in, about their own account. */
export interface AccountCase {
  kind: Kind
  /** Why it reaches nobody else's. */
  own: string
  input: (target: Target) => object
  /** What it answers to another account's ids. Absent where the input holds none. */
  foreign?: ErrorCode
}

/** A procedure of an organization's members. */
export interface MemberCase {
  kind: Kind
  /** The least role that may. */
  needs: Role
  /** The input that reaches for a tenant's things, without `org`. */
  input: (target: Target) => object
  /** The scopes of access tokens that suffice, each by itself. Absent where tokens may not. */
  scopes?: readonly Scope[]
  /** What an own organization answers to another tenant's ids. Absent where the input holds none. */
  foreign?: ErrorCode
}
