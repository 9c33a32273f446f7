import { z } from 'zod'

/** Dialogs have an address, so that other pages can lead straight into them and Back closes them. */
export const serversSearch = z.object({
  dialog: z.enum(['create', 'edit', 'keys', 'archive']).optional().catch(undefined),
  server: z.string().max(63).optional().catch(undefined),
})
export type ServersSearch = z.infer<typeof serversSearch>
