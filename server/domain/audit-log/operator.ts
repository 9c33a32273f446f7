import { NIL } from 'uuid'

/** Who runs a command on the machine of the platform. No account is known, so all operators are one. */
export const OPERATOR = { kind: 'operator', id: NIL } as const
export type Operator = typeof OPERATOR
