import { z } from 'zod'

/** The search parameters of the audit log. An invalid value is ignored, so that the page still opens. */
export const auditLogSearch = z.object({
  cursor: z.string().max(100).optional().catch(undefined),
})
