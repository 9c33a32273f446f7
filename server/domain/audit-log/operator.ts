/** Who runs a command on the machine of the platform. No account is known, so all operators are one. */
export const OPERATOR = { kind: 'operator', id: '00000000-0000-0000-0000-000000000000' } as const
export type Operator = typeof OPERATOR
