/** A user who is not disabled. */
export interface ActiveUser {
  id: string
  name: string
  email: string
  /** Browsers that signed in before this moment have to sign in again. */
  passwordChangedAt?: Date | null | undefined
  /** Whether the user has to choose another password before anything else. */
  passwordMustChange: boolean
}
