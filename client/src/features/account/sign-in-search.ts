import { z } from 'zod'

/** `redirect` must be a path of this site, so that a link to the sign-in page cannot lead to another site. */
export const signInSearch = z.object({
  redirect: z
    .string()
    .regex(/^\/(?![/\\])/)
    .optional()
    .catch(undefined),
})
