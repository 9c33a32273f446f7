import { z } from 'zod'

/** Dialogs have an address, so that other pages can link to them and the Back button closes them. */
export const serversSearch = z.object({
  dialog: z.enum(['create', 'edit', 'keys', 'archive']).optional().catch(undefined),
  server: z.string().max(63).optional().catch(undefined),
})
export type ServersSearch = z.infer<typeof serversSearch>
