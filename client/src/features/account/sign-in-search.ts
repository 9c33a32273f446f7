import { z } from 'zod'

/** Only a path of this site: a link to the sign-in page must not lead elsewhere after it. */
export const signInSearch = z.object({
  redirect: z
    .string()
    .regex(/^\/(?![/\\])/)
    .optional()
    .catch(undefined),
})
