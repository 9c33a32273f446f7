/** A user who just showed a password, or set one. */
export interface VerifiedUser {
  id: string
  /** When the password that was shown or set was made. Absent for the one of the sign-up. */
  passwordChangedAt?: Date | null | undefined
}
