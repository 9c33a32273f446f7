import { z } from 'zod'

/*
 * Dialogs have an address, so that other pages can link to them and the Back button closes them. An unknown value is
 * ignored, so that the page still opens.
 */

/** The search parameters of the list. */
export const serversSearch = z.object({
  dialog: z.enum(['create']).optional().catch(undefined),
})

/** The search parameters of the page of one MCP server. */
export const serverSearch = z.object({
  dialog: z.enum(['edit', 'archive']).optional().catch(undefined),
})
