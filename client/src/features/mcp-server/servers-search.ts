import { oneOf, searchParams } from '../../lib/search-params.ts'

/* Dialogs have an address, so that other pages can link to them and the Back button closes them. */

/** The search parameters of the list. */
export const serversSearch = searchParams({ dialog: oneOf(['create']) })

/** The search parameters of the page of one MCP server. */
export const serverSearch = searchParams({ dialog: oneOf(['edit', 'archive']) })
