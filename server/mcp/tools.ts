import { addNote } from './add-note.tool.ts'
import { getReproduction } from './get-reproduction.tool.ts'
import { getTicket } from './get-ticket.tool.ts'
import { listServers } from './list-servers.tool.ts'
import { searchTickets } from './search-tickets.tool.ts'
import { setTicketStatus } from './set-ticket-status.tool.ts'
import type { DeskTool } from './tool.ts'

/** The tools in the order in which they are listed. */
export const TOOLS: readonly DeskTool[] = [
  searchTickets,
  getTicket,
  getReproduction,
  listServers,
  addNote,
  setTicketStatus,
]
